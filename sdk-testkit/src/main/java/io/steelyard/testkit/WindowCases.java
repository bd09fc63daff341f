package io.steelyard.testkit;

import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of the operations on windows. */
final class WindowCases {
    private static final Op.Window ONE = Op.Window.one();

    private final List<OpCase> cases = new ArrayList<>();

    private WindowCases() {}

    static List<OpCase> all() {
        WindowCases all = new WindowCases();
        for (DType dtype : CaseData.NUMBERS) {
            all.shapes(dtype);
            all.reduce("special values", CaseData.specials(dtype), window(3, 1, 1, 1, 1));
        }
        for (DType dtype : CaseData.FLOATS) {
            all.infinities(dtype);
            all.ties(dtype);
        }
        all.large();
        return all.cases;
    }

    private static Op.Window window(long size, long stride, long low, long high, long dilation) {
        return new Op.Window(size, new Op.Sweep(stride, low, high, dilation));
    }

    /** Side by side, without overlap. */
    private static Op.Window pool(long size) {
        return window(size, size, 0, 0, 1);
    }

    private void shapes(DType dtype) {
        each(dtype, Shape.scalar());
        each(dtype, Shape.of(7), ONE);
        each(dtype, Shape.of(7), window(3, 1, 0, 0, 1));
        each(dtype, Shape.of(33), pool(2));
        each(dtype, Shape.of(17), window(3, 1, 1, 1, 1));
        each(dtype, Shape.of(10), window(3, 2, 0, 0, 2));
        each(dtype, Shape.of(10), window(2, 1, 3, 0, 3));
        each(dtype, Shape.of(5), window(1, 3, 0, 0, 1));
        each(dtype, Shape.of(7, 33), pool(7), ONE);
        each(dtype, Shape.of(7, 33), ONE, window(4, 3, 2, 0, 1));
        each(dtype, Shape.of(4, 5), window(2, 1, 1, 0, 1), window(3, 2, 0, 1, 1));
        // Images: a window over each of two and three axes between batch and channels.
        Op.Window overlapping = window(3, 2, 1, 1, 1);
        each(dtype, Shape.of(2, 7, 9, 5), ONE, overlapping, overlapping, ONE);
        each(dtype, Shape.of(2, 4, 6, 17), ONE, pool(2), pool(2), ONE);
        each(dtype, Shape.of(2, 5, 4, 3), ONE, pool(5), pool(4), ONE);
        each(dtype, Shape.of(1, 4, 3, 5, 2), ONE, pool(2), window(2, 1, 0, 0, 1), overlapping, ONE);
        // Nothing at all, no position, windows that lie in padding altogether.
        each(dtype, Shape.of(0), ONE);
        each(dtype, Shape.of(3, 0, 4), ONE, pool(2), pool(2));
        each(dtype, Shape.of(5), window(9, 1, 0, 0, 1));
        each(dtype, Shape.of(0), window(2, 1, 1, 1, 1));
        each(dtype, Shape.of(3), window(2, 3, 4, 4, 1));
        each(dtype, Shape.of(2, 2, 3), ONE, window(2, 2, 3, 2, 1), ONE);
    }

    /** Both reductions, and for floats the gradient of the maximum. */
    private void each(DType dtype, Shape shape, Op.Window... windows) {
        NdArray x = CaseData.array(new TensorType(dtype, shape), 1);
        reduce(shape + " " + text(windows), x, windows);
        if (dtype.isFloating()) {
            maxGradient(shape + " " + text(windows), x, windows);
        }
    }

    private static String text(Op.Window... windows) {
        return Arrays.stream(windows)
                .map(window -> window.equals(ONE) ? "one" : window.toString())
                .toList()
                .toString();
    }

    private void reduce(String name, NdArray x, Op.Window... windows) {
        add(name, new Op.WindowReduce(WindowKind.SUM, List.of(windows)), Tolerance.BOUND, x);
        add(name, new Op.WindowReduce(WindowKind.MAX, List.of(windows)), Tolerance.VALUES, x);
    }

    private void maxGradient(String name, NdArray x, Op.Window... windows) {
        Op.WindowMaxGradient op = new Op.WindowMaxGradient(List.of(windows));
        Op forward = new Op.WindowReduce(WindowKind.MAX, op.windows());
        List<TensorType> result = ShapeRules.infer(forward, List.of(x.type()));
        add(name, op, Tolerance.BOUND, x, CaseData.array(result.getFirst(), 2));
    }

    private void add(String name, Op op, Tolerance tolerance, NdArray... inputs) {
        cases.add(OpCase.of(name, op, tolerance, inputs));
    }

    /** NaN and infinities reach the windows that they are in, along each axis. */
    private void infinities(DType dtype) {
        NdArray rows = CaseData.array(dtype, 1, 5, 17);
        rows.set(3, Double.NaN);
        rows.set(17 + 16, Double.POSITIVE_INFINITY);
        rows.set(2 * 17, Double.NEGATIVE_INFINITY);
        rows.set(2 * 17 + 1, Double.POSITIVE_INFINITY);
        rows.set(4 * 17 + 5, Double.NaN);
        Op.Window three = window(3, 2, 1, 1, 1);
        reduce("NaN and infinity along 0", rows, three, ONE);
        reduce("NaN and infinity along 1", rows, ONE, three);
        maxGradient("NaN and infinity", rows, three, three);
        NdArray lowest = CaseData.vector(dtype, Double.NEGATIVE_INFINITY, -1).reshape(2);
        reduce("-infinity beside padding", lowest, window(2, 2, 1, 1, 1));
        NdArray x = CaseData.array(dtype, 1, 6);
        NdArray dy = CaseData.vector(dtype, 1, Double.NaN, Double.POSITIVE_INFINITY);
        Op op = new Op.WindowMaxGradient(List.of(pool(2)));
        add("NaN and infinity in the gradient", op, Tolerance.BOUND, x, dy);
    }

    /** Of several largest elements the first takes the gradient: along axes and in overlaps. */
    private void ties(DType dtype) {
        NdArray few = CaseData.indices(3, 0, 3, 6, 10);
        NdArray x = NdArray.zeros(few.type().withDType(dtype));
        for (long i = 0; i < x.type().elements(); i++) {
            x.set(i, few.getLong(i));
        }
        Op.Window overlapping = window(3, 2, 1, 1, 1);
        maxGradient("ties", x, overlapping, overlapping);
        maxGradient("ties along 0", x, pool(3), ONE);
        maxGradient("ties along 1", x, ONE, pool(5));
        double low = Double.NEGATIVE_INFINITY;
        maxGradient("0 and -0", CaseData.vector(dtype, -0.0, 0, 0, -0.0, -1, -0.0), pool(2));
        maxGradient("several NaN", CaseData.vector(dtype, 1, Double.NaN, Double.NaN, 2), pool(4));
        maxGradient(
                "-infinity alone beside padding",
                CaseData.vector(dtype, low, low, low),
                window(3, 2, 2, 1, 1));
    }

    /** Several blocks and threads. */
    private void large() {
        Op.Window three = window(3, 1, 1, 1, 1);
        Op.Window halving = window(3, 2, 1, 1, 1);
        each(DType.F32, Shape.of(5003), window(5, 1, 4, 0, 1));
        each(DType.F32, Shape.of(2, 13, 14, 17), ONE, three, three, ONE);
        each(DType.F32, Shape.of(3, 30, 30, 8), ONE, halving, halving, ONE);
        each(DType.F32, Shape.of(4, 24, 24, 9), ONE, pool(24), pool(24), ONE);
    }
}
