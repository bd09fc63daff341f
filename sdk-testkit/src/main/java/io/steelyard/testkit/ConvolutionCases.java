package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of convolution and of its two gradients, each on the same shapes. */
final class ConvolutionCases {
    private final List<OpCase> cases = new ArrayList<>();

    private ConvolutionCases() {}

    static List<OpCase> all() {
        ConvolutionCases all = new ConvolutionCases();
        for (DType dtype : CaseData.FLOATS) {
            all.oneAxis(dtype);
            all.severalAxes(dtype);
            all.groups(dtype);
            all.nothing(dtype);
            all.extremes(dtype);
        }
        all.large();
        return all.cases;
    }

    private static Op.Sweep sweep(long stride, long low, long high, long dilation) {
        return new Op.Sweep(stride, low, high, dilation);
    }

    private void oneAxis(DType dtype) {
        Op.Sweep each = Op.Sweep.each();
        conv(dtype, Shape.of(1, 1, 1), Shape.of(1, 1, 1), 1, each);
        conv(dtype, Shape.of(2, 5, 3), Shape.of(3, 3, 4), 1, each);
        conv(dtype, Shape.of(2, 7, 5), Shape.of(1, 5, 9), 1, each);
        conv(dtype, Shape.of(1, 6, 2), Shape.of(6, 2, 3), 1, each);
        conv(dtype, Shape.of(2, 17, 5), Shape.of(3, 5, 7), 1, sweep(1, 1, 1, 1));
        // The stride leaves a rest that no tap reads, or steps over elements.
        conv(dtype, Shape.of(1, 8, 1), Shape.of(3, 1, 2), 1, sweep(3, 0, 1, 1));
        conv(dtype, Shape.of(1, 12, 2), Shape.of(2, 2, 2), 1, sweep(5, 0, 0, 1));
        // Dilated and causal; dilated taps of which some lie in padding at every position.
        conv(dtype, Shape.of(1, 33, 2), Shape.of(2, 2, 3), 1, sweep(1, 4, 0, 4));
        conv(dtype, Shape.of(2, 3, 2), Shape.of(3, 2, 3), 1, sweep(1, 4, 4, 4));
        conv(dtype, Shape.of(1, 9, 2), Shape.of(3, 2, 1), 1, sweep(2, 3, 1, 2));
    }

    private void severalAxes(DType dtype) {
        Op.Sweep each = Op.Sweep.each();
        conv(dtype, Shape.of(1, 4, 5, 2), Shape.of(2, 3, 2, 3), 1, each, each);
        conv(dtype, Shape.of(2, 5, 5, 3), Shape.of(1, 1, 3, 17), 1, each, each);
        Op.Sweep halving = sweep(2, 1, 1, 1);
        conv(dtype, Shape.of(2, 7, 9, 3), Shape.of(3, 3, 3, 5), 1, halving, halving);
        conv(
                dtype,
                Shape.of(1, 6, 5, 4),
                Shape.of(3, 2, 4, 1),
                1,
                sweep(2, 1, 0, 1),
                sweep(1, 0, 2, 2));
        conv(dtype, Shape.of(1, 4, 3, 5, 2), Shape.of(2, 2, 3, 2, 3), 1, each, each, each);
        conv(
                dtype,
                Shape.of(2, 3, 4, 4, 2),
                Shape.of(2, 1, 2, 1, 4),
                2,
                sweep(1, 1, 0, 1),
                each,
                sweep(2, 0, 1, 2));
    }

    private void groups(DType dtype) {
        Op.Sweep each = Op.Sweep.each();
        conv(dtype, Shape.of(2, 6, 4), Shape.of(3, 2, 6), 2, each);
        conv(dtype, Shape.of(1, 6, 5, 6), Shape.of(2, 3, 2, 3), 3, each, sweep(2, 1, 1, 1));
        // Depthwise, with one and with two outputs for each channel.
        conv(dtype, Shape.of(2, 9, 17), Shape.of(3, 1, 17), 17, sweep(1, 1, 1, 1));
        conv(dtype, Shape.of(1, 5, 5, 3), Shape.of(3, 3, 1, 6), 3, each, each);
    }

    /** Empty axes, filters longer than the input, windows that lie in padding altogether. */
    private void nothing(DType dtype) {
        Op.Sweep each = Op.Sweep.each();
        conv(dtype, Shape.of(0, 4, 3), Shape.of(3, 3, 2), 1, each);
        conv(dtype, Shape.of(2, 2, 3), Shape.of(3, 3, 2), 1, each);
        conv(dtype, Shape.of(2, 5, 0), Shape.of(3, 0, 4), 1, each);
        conv(dtype, Shape.of(2, 5, 3), Shape.of(3, 3, 0), 1, each);
        conv(dtype, Shape.of(1, 0, 2), Shape.of(2, 2, 3), 1, sweep(1, 1, 1, 1));
        conv(dtype, Shape.of(1, 2, 2), Shape.of(2, 2, 3), 1, sweep(3, 4, 4, 1));
        conv(dtype, Shape.of(1, 3, 0, 2), Shape.of(2, 1, 2, 3), 1, each, sweep(1, 2, 0, 1));
    }

    /**
     * Infinity and NaN in the input and in the gradient reach the elements whose taps meet them and
     * no other; infinity times 0 is NaN. The filter is finite: what an infinite tap gives over
     * padding is not specified.
     */
    private void extremes(DType dtype) {
        Op.Conv conv = new Op.Conv(List.of(sweep(1, 1, 1, 1)), 1);
        NdArray x = CaseData.array(dtype, 1, 2, 11, 3);
        x.set(3, Double.NaN);
        x.set(3 * 11 + 9, Double.POSITIVE_INFINITY);
        x.set(3 * 11 + 22, Double.NEGATIVE_INFINITY);
        NdArray w = CaseData.array(dtype, 2, 3, 3, 5);
        w.set(0, 0);
        NdArray dy = CaseData.array(dtype, 3, 2, 11, 5);
        NdArray broken = dy.copy();
        broken.set(7, Double.NaN);
        broken.set(5 * 11 + 21, Double.POSITIVE_INFINITY);
        add("infinity and NaN", conv, x, w);
        add("infinity and NaN", new Op.ConvInputGradient(conv, x.shape()), broken, w);
        add("infinity and NaN in the input", new Op.ConvFilterGradient(conv, w.shape()), x, dy);
        add(
                "infinity and NaN in the gradient",
                new Op.ConvFilterGradient(conv, w.shape()),
                CaseData.array(dtype, 1, 2, 11, 3),
                broken);
    }

    /** Several tiles, blocks and threads. */
    private void large() {
        DType dtype = DType.F32;
        Op.Sweep same = sweep(1, 1, 1, 1);
        Op.Sweep each = Op.Sweep.each();
        Op.Sweep halving = sweep(2, 3, 3, 1);
        conv(dtype, Shape.of(2, 16, 17, 8), Shape.of(3, 3, 8, 16), 1, same, same);
        conv(dtype, Shape.of(3, 21, 19, 3), Shape.of(7, 7, 3, 8), 1, halving, halving);
        conv(dtype, Shape.of(1, 12, 12, 64), Shape.of(1, 1, 64, 70), 1, each, each);
        conv(dtype, Shape.of(2, 20, 20, 33), Shape.of(3, 3, 1, 33), 33, same, same);
        conv(dtype, Shape.of(2, 300, 16), Shape.of(5, 16, 24), 1, sweep(1, 16, 0, 4));
        conv(dtype, Shape.of(2, 6, 7, 8, 4), Shape.of(3, 3, 3, 4, 8), 1, same, same, same);
        conv(dtype, Shape.of(9, 8, 8, 12), Shape.of(2, 2, 6, 20), 2, each, each);
    }

    private void conv(DType dtype, Shape input, Shape filter, int groups, Op.Sweep... sweeps) {
        Op.Conv conv = new Op.Conv(List.of(sweeps), groups);
        NdArray x = CaseData.array(new TensorType(dtype, input), 1);
        NdArray w = CaseData.array(new TensorType(dtype, filter), 2);
        List<TensorType> result = ShapeRules.infer(conv, List.of(x.type(), w.type()));
        NdArray dy = CaseData.array(result.getFirst(), 3);
        String name = input + " by " + filter + " " + conv.sweeps() + " groups " + groups;
        add(name, conv, x, w);
        add(name, new Op.ConvInputGradient(conv, input), dy, w);
        add(name, new Op.ConvFilterGradient(conv, filter), x, dy);
    }

    private void add(String name, Op op, NdArray... inputs) {
        cases.add(OpCase.of(name, op, Tolerance.BOUND, inputs));
    }
}
