package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import java.util.ArrayList;
import java.util.List;

/** The gradient cases of convolutions, windows and orders. */
final class WindowGradientCases {
    private final List<GradientCase> cases = new ArrayList<>();

    private WindowGradientCases() {}

    static List<GradientCase> all() {
        WindowGradientCases all = new WindowGradientCases();
        all.convolutions();
        all.windows();
        all.orders();
        return all.cases;
    }

    private void add(String name, boolean smooth, Op op, NdArray... inputs) {
        cases.add(
                new GradientCase(
                        OpCase.subject(op),
                        name,
                        tensors -> tensors.getFirst().recorder().applyAll(op, tensors),
                        List.of(inputs),
                        smooth));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    private static Op.Sweep sweep(long stride, long low, long high, long dilation) {
        return new Op.Sweep(stride, low, high, dilation);
    }

    private void convolutions() {
        conv("one axis", Shape.of(2, 5, 2), Shape.of(3, 2, 2), 1, sweep(1, 1, 1, 1));
        conv(
                "stride that leaves a rest",
                Shape.of(1, 8, 1),
                Shape.of(3, 1, 2),
                1,
                sweep(3, 0, 1, 1));
        conv("dilated and causal", Shape.of(1, 6, 1), Shape.of(2, 1, 1), 1, sweep(1, 2, 0, 2));
        conv(
                "two axes, groups",
                Shape.of(1, 4, 3, 4),
                Shape.of(2, 2, 2, 2),
                2,
                sweep(2, 1, 0, 1),
                sweep(1, 0, 2, 2));
        conv("depthwise", Shape.of(1, 4, 3), Shape.of(2, 1, 3), 3, sweep(1, 0, 0, 1));
        conv(
                "three axes",
                Shape.of(1, 3, 2, 2, 1),
                Shape.of(2, 1, 2, 1, 2),
                1,
                sweep(1, 0, 0, 1),
                sweep(1, 0, 0, 1),
                sweep(2, 1, 1, 1));
        conv("no position", Shape.of(1, 2, 1), Shape.of(3, 1, 1), 1, sweep(1, 0, 0, 1));
        conv("no batch", Shape.of(0, 4, 1), Shape.of(3, 1, 1), 1, sweep(1, 0, 0, 1));
    }

    private void conv(String name, Shape input, Shape filter, int groups, Op.Sweep... sweeps) {
        Op.Conv conv = new Op.Conv(List.of(sweeps), groups);
        NdArray x = floats(1, input.toArray());
        NdArray w = floats(2, filter.toArray());
        OpCase forward = OpCase.of(name, conv, Tolerance.BOUND, x, w);
        NdArray dy = CaseData.array(forward.function().outputTypes().getFirst(), 3);
        add(name, true, conv, x, w);
        add(name, true, new Op.ConvInputGradient(conv, input), dy, w);
        add(name, true, new Op.ConvFilterGradient(conv, filter), x, dy);
    }

    private void windows() {
        List<List<Op.Window>> all =
                List.of(
                        List.of(new Op.Window(2, sweep(2, 0, 0, 1)), Op.Window.one()),
                        List.of(new Op.Window(3, sweep(1, 1, 1, 1)), Op.Window.one()),
                        List.of(
                                new Op.Window(2, sweep(3, 2, 0, 2)),
                                new Op.Window(2, sweep(1, 0, 1, 1))),
                        List.of(new Op.Window(9, sweep(1, 0, 0, 1)), Op.Window.one()));
        for (List<Op.Window> windows : all) {
            String name = windows.toString();
            NdArray x = distinct(7, 3);
            add(name, true, new Op.WindowReduce(WindowKind.SUM, windows), x);
            Op max = new Op.WindowReduce(WindowKind.MAX, windows);
            add(name, false, max, x);
            OpCase forward = OpCase.of(name, max, Tolerance.VALUES, x);
            NdArray dy = CaseData.array(forward.function().outputTypes().getFirst(), 3);
            cases.add(
                    new GradientCase(
                            "window_max_grad",
                            name,
                            tensors ->
                                    List.of(
                                            tensors.getFirst()
                                                    .windowMaxGradient(tensors.get(1), windows)),
                            List.of(x, dy),
                            true));
        }
    }

    /** No two elements are near each other, so that which one is the largest stays the same. */
    private static NdArray distinct(long... sizes) {
        NdArray array = floats(1, sizes);
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, (i * 7 % 23) * 0.25 - 2);
        }
        return array;
    }

    private void orders() {
        add("[3,5]", true, new Op.TopK(2), distinct(3, 5));
        add("none", true, new Op.TopK(0), distinct(3, 5));
        add("axis 0", true, new Op.Reverse(Axes.of(0)), floats(1, 3, 2));
        add("both axes", true, new Op.Reverse(Axes.of(0, 1)), floats(1, 3, 2));
    }
}
