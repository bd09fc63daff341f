package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.composite.DropoutRule;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * Zeroes elements at random and scales the others in training (Srivastava et al. 2014); does
 * nothing in inference.
 *
 * @param rate the probability that an element is zeroed, in [0, 1)
 */
public record Dropout(float rate) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1). */
    public Dropout {
        DropoutRule.requireRate(rate);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return scope.training() && rate > 0
                ? Composites.dropout(input, rate, scope.random())
                : input;
    }
}
