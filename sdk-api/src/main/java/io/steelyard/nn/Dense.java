package io.steelyard.nn;

import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

/**
 * {@code x W + b}: {@code [.., in] -> [.., units]}. Parameters {@code weight} {@code [in, units]}
 * (the orientation of GPT-2's checkpoints) and, if wanted, {@code bias} {@code [units]}, zero at
 * first.
 *
 * @param units size of the last axis of the result
 * @param bias whether a bias is added
 * @param initializer of the weight
 */
public record Dense(int units, boolean bias, Initializer initializer) implements Layer {
    /** With a bias, and a weight after Glorot and Bengio. */
    public Dense(int units) {
        this(units, true, Initializers.glorotUniform());
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor weight =
                scope.parameter(
                        "weight", Shape.of(input.size(-1), units), initializer); // [in, units]
        Tensor product = input.rank() == 1 ? vector(input, weight) : input.matmul(weight);
        return bias
                ? product.add(scope.parameter("bias", Shape.of(units), Initializers.zeros()))
                : product;
    }

    private Tensor vector(Tensor input, Tensor weight) {
        return input.expandDims(0).matmul(weight).squeeze(0);
    }
}
