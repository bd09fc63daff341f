package io.steelyard.spi;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * A model: a record that holds its configuration and records itself. It declares parameters in the
 * scope while it does; nothing else is kept.
 */
public interface Model {
    /**
     * Records the model applied to features.
     *
     * @return the predictions, usually {@code [batch, .., classes]} logits
     */
    Tensor forward(Scope scope, Features features);
}
