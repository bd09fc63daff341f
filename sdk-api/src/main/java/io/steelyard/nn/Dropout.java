package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * Zeroes elements at random and scales the others in training (Srivastava et al. 2014); does nothing in
 * inference.
 *
 * @param rate the probability that an element is zeroed, in [0, 1)
 */
public record Dropout(float rate) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1). */
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A dropout rate of " + rate + " was given; accepted are 0 up to, but not including, 1.");
        }
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        return scope.training() && rate > 0
                ? Composites.dropout(input, rate, scope.random())
                : input;
    }
}
