package io.steelyard.nn;

import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

/**
 * {@code x W^T + b}: {@code [.., in] -> [.., units]}. {@link Dense} with the weight as PyTorch's
 * linear layers store it, and with them the checkpoints of Llama and BERT: parameters {@code
 * weight} {@code [units, in]} and, if wanted, {@code bias} {@code [units]}, zero at first.
 *
 * @param units size of the last axis of the result
 * @param bias whether a bias is added
 * @param initializer of the transposed weight {@code [in, units]}, so that it finds the outputs on
 *     the last axis, as in {@link Dense}
 */
public record Linear(int units, boolean bias, Initializer initializer) implements Layer {
    /** With a bias, and a weight after Glorot and Bengio. */
    public Linear(int units) {
        this(units, true, Initializers.glorotUniform());
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        Tensor weight =
                scope.parameter(
                        "weight",
                        Shape.of(units, input.size(-1)),
                        transposed(initializer)); // [units, in]
        Tensor product = input.rank() == 1 ? vector(input, weight) : product(input, weight);
        return bias
                ? product.add(scope.parameter("bias", Shape.of(units), Initializers.zeros()))
                : product;
    }

    private static Tensor product(Tensor input, Tensor weight) {
        return input.dot(weight, Axes.none(), Axes.none(), Axes.of(input.rank() - 1), Axes.of(1));
    }

    private static Tensor vector(Tensor input, Tensor weight) {
        return product(input.expandDims(0), weight).squeeze(0);
    }

    private static Initializer transposed(Initializer initializer) {
        return (random, type) -> {
            Shape swapped = Shape.of(type.shape().size(1), type.shape().size(0));
            return initializer
                    .initialize(random, new TensorType(type.dtype(), swapped))
                    .transposeMatrix();
        };
    }
}
