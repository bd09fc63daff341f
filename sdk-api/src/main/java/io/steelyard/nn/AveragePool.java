package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

import java.util.List;

/**
 * The mean of each window of each channel: {@code [batch, spatial.., channels] -> [batch,
 * positions.., channels]}.
 *
 * @param kernel the window and how it moves
 * @param countPadding whether elements of padding count as zeros in the mean (PyTorch's rule unless
 *     it is told otherwise) or do not count at all (TensorFlow's and Keras's)
 */
public record AveragePool(Kernel kernel, boolean countPadding) implements Layer {
    /** Windows side by side: {@code AveragePool.of(2, 2)} halves both axes of an image. */
    public static AveragePool of(int... sizes) {
        return new AveragePool(Kernel.tiles(sizes), false);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        List<Op.Window> windows = PoolWindows.of(kernel, input.type());
        Tensor sum = input.windowSum(windows);
        boolean padded =
                windows.stream()
                        .map(Op.Window::sweep)
                        .anyMatch(sweep -> sweep.low() > 0 || sweep.high() > 0);
        if (countPadding || !padded) {
            long taps = windows.stream().mapToLong(Op.Window::size).reduce(1, (a, b) -> a * b);
            return sum.mul(1.0 / taps);
        }
        Shape one = input.shape().with(0, 1).with(-1, 1);
        Tensor ones = input.recorder().constant(input.dtype(), 1).broadcastTo(one);
        return sum.div(ones.windowSum(windows)); // [1, positions.., 1] elements inside
    }
}
