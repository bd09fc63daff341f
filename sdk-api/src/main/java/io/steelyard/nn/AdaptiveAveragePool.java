package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * The mean of each channel over windows of such sizes that a given number of them covers each axis:
 * {@code [batch, spatial.., channels] -> [batch, positions.., channels]}. Window i of p over an
 * axis of size n is {@code floor(i n / p) .. ceil((i + 1) n / p)}, as PyTorch has it.
 *
 * @param positions along each spatial axis
 */
public record AdaptiveAveragePool(List<Integer> positions) implements Layer {
    /** Throws {@code INVALID_ARGUMENT} for numbers below 1. */
    public AdaptiveAveragePool {
        positions = List.copyOf(positions);
        if (positions.isEmpty() || positions.stream().anyMatch(count -> count < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "An adaptive pooling to "
                            + positions
                            + " positions was asked for; accepted are 1 or more for each spatial"
                            + " axis.");
        }
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        if (input.rank() != positions.size() + 2) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "An adaptive pooling to "
                            + positions
                            + " positions was applied to "
                            + input.type()
                            + "; accepted are [batch, spatial.., channels] with a spatial axis for"
                            + " each.");
        }
        // The windows are products of intervals, so that their means are taken axis by axis.
        Tensor pooled = input;
        for (int axis = 1; axis <= positions.size(); axis++) {
            pooled = along(pooled, axis, positions.get(axis - 1));
        }
        return pooled;
    }

    private static Tensor along(Tensor input, int axis, long positions) {
        long size = input.size(axis);
        NdArray weights = NdArray.zeros(TensorType.of(input.dtype(), size, positions));
        for (long i = 0; i < positions; i++) {
            long from = i * size / positions;
            long to = Math.ceilDiv((i + 1) * size, positions);
            for (long j = from; j < to; j++) {
                weights.set(j * positions + i, 1.0 / (to - from));
            }
        }
        Tensor product =
                input.dot(
                        input.recorder().constant(weights),
                        Axes.none(),
                        Axes.none(),
                        Axes.of(axis),
                        Axes.of(0)); // [.. without the axis, positions]
        int[] permutation = Axes.range(0, input.rank()).toArray();
        System.arraycopy(permutation, axis, permutation, axis + 1, input.rank() - 1 - axis);
        permutation[axis] = input.rank() - 1;
        return product.transpose(permutation);
    }
}
