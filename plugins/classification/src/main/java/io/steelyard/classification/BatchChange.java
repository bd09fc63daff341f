package io.steelyard.classification;

import io.steelyard.spi.Batch;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes a training batch of examples, with what is drawn anew in each epoch. */
@FunctionalInterface
interface BatchChange {
    /**
     * The batch.
     *
     * @param random follows from the seed, the epoch and the place of the batch
     */
    Batch apply(List<LabeledExample> examples, RandomGenerator random);
}
