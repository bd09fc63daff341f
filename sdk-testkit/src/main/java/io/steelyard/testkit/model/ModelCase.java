package io.steelyard.testkit.model;

import io.steelyard.spi.Batch;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Model;

/**
 * A small model with data for it. Backends are held to the oracle in its predictions, its loss, the
 * gradient of each parameter and the losses of ten steps of training.
 *
 * @param name of the family
 * @param model with no dropout, so that what it gives follows from its parameters
 * @param loss of its predictions
 * @param batch that it is applied to and trained on
 */
public record ModelCase(String name, Model model, Loss loss, Batch batch) {
    @Override
    public String toString() {
        return name;
    }
}
