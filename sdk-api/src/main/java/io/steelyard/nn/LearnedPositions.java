package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * Adds a trained vector to each position of a sequence (Gehring et al. 2017, section 3.1; as in
 * BERT and GPT-2): {@code [.., time, channels] -> [.., time, channels]}. Parameter {@code weight}
 * {@code [count, channels]}, of which the first {@code time} rows are used.
 *
 * @param count the longest sequence
 * @param initializer of the table
 */
public record LearnedPositions(long count, Initializer initializer) implements Layer {
    /** A table of normal values with standard deviation 0.02. */
    public LearnedPositions(long count) {
        this(count, Initializers.normal(0.02));
    }

    /** Throws {@code INVALID_PROGRAM} for a sequence that is longer than the table. */
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        long time = input.size(-2);
        if (time > count) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Learned positions for "
                            + count
                            + " elements were applied to "
                            + input.type()
                            + "; accepted are sequences of at most so many.");
        }
        Tensor table = scope.parameter("weight", Shape.of(count, input.size(-1)), initializer);
        return input.add(table.slice(0, 0, time));
    }
}
