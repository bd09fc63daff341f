package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Convolutions and windows of random programs. */
final class RandomWindows {
    private static final long MOST_PRODUCTS = 200_000;

    private final Choices choices;

    RandomWindows(Choices choices) {
        this.choices = choices;
    }

    /** Of one to three axes, or one of its gradients; other ranks get or lose axes first. */
    Tensor convolution(Tensor value) {
        Tensor x = value.rank() > 5 ? value.reshape(Shape.of(value.shape().elements())) : value;
        while (x.rank() < 3) {
            x = x.expandDims(0);
        }
        List<Op.Sweep> sweeps = new ArrayList<>();
        Shape filter = Shape.scalar();
        long products = x.shape().elements();
        boolean meets = true;
        for (int axis = 1; axis < x.rank() - 1; axis++) {
            long taps = choices.between(1, 3);
            Op.Sweep sweep =
                    new Op.Sweep(
                            choices.between(1, 2),
                            choices.next(3),
                            choices.next(3),
                            choices.between(1, 2));
            meets &= sweep.positions(x.size(axis), taps) > 0;
            sweeps.add(sweep);
            filter = filter.concat(Shape.of(taps));
            products *= taps;
        }
        int channels = Math.toIntExact(x.size(-1));
        int groups = choices.yes() ? channels : 1;
        long perGroup = choices.between(1, 2);
        filter = filter.concat(Shape.of(channels / groups, groups * perGroup));
        if (!meets || products * groups * perGroup > MOST_PRODUCTS) {
            return value.neg();
        }
        NdArray weights = CaseData.array(new TensorType(x.dtype(), filter), choices.next(9));
        Tensor kernel = x.recorder().constant(weights).mul(0.3);
        Op.Conv conv = new Op.Conv(sweeps, groups);
        Tensor y = x.tanh().conv(kernel, sweeps, groups);
        return switch (choices.next(3)) {
            case 0 -> y.mul(0.5);
            case 1 -> y.tanh().convInputGradient(kernel, conv, x.shape()).mul(0.5);
            default -> {
                double scale = 1.0 / Math.max(1, y.shape().elements() / y.size(-1));
                yield x.tanh().convFilterGradient(y.tanh(), conv, filter).mul(scale);
            }
        };
    }

    /**
     * A sum, a maximum, or the gradient of a maximum.
     *
     * @param exact whose largest elements are not in doubt
     */
    Tensor window(Tensor x, Tensor exact) {
        return switch (choices.next(3)) {
            case 0 -> x.windowSum(windows(x)).mul(0.25);
            case 1 -> x.windowMax(windows(x));
            default -> {
                List<Op.Window> windows = windows(exact);
                Tensor gradient = exact.windowSum(windows).tanh();
                yield exact.windowMaxGradient(gradient, windows).mul(0.5);
            }
        };
    }

    /** Each of which covers an element at least. */
    List<Op.Window> windows(Tensor x) {
        List<Op.Window> windows = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            long size = choices.between(1, Math.min(3, x.size(axis)));
            long dilation = size > 1 && x.size(axis) >= 2 * size && choices.yes() ? 2 : 1;
            boolean padded = size > 1 && dilation == 1 && choices.yes();
            Op.Sweep sweep =
                    new Op.Sweep(choices.between(1, 2), padded ? 1 : 0, padded ? 1 : 0, dilation);
            windows.add(new Op.Window(size, sweep));
        }
        return windows;
    }
}
