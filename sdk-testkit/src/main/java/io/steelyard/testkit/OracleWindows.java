package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.coordinate;
import static io.steelyard.testkit.OracleValue.place;
import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reductions of windows. */
final class OracleWindows {
    private OracleWindows() {}

    static OracleValue reduce(Op.WindowReduce op, OracleValue operand, TensorType type) {
        Op.Reduce join =
                new Op.Reduce(
                        switch (op.kind()) {
                            case SUM -> ReduceKind.SUM;
                            case MAX -> ReduceKind.MAX;
                        },
                        Axes.of(0));
        Shape shape = operand.type().shape();
        OracleValue[] joined = new OracleValue[Math.toIntExact(type.elements())];
        for (int i = 0; i < joined.length; i++) {
            int[] places = window(op.windows(), shape, coordinate(type.shape(), i));
            OracleValue elements =
                    operand.gather(
                            operand.type().withShape(Shape.of(places.length)), places, operand);
            joined[i] = OracleContraction.reduce(join, elements, type.withShape(Shape.scalar()));
        }
        return OracleScan.stacked(List.of(joined), type);
    }

    /** The places of the elements of a window at a position, padding left out, in their order. */
    private static int[] window(List<Op.Window> windows, Shape shape, long[] position) {
        long[] sizes = windows.stream().mapToLong(Op.Window::size).toArray();
        Shape taps = Shape.of(sizes);
        return IntStream.range(0, Math.toIntExact(taps.elements()))
                .mapToObj(tap -> element(windows, position, coordinate(taps, tap)))
                .filter(at -> isInside(shape, at))
                .mapToInt(at -> place(shape, at))
                .toArray();
    }

    private static long[] element(List<Op.Window> windows, long[] position, long[] tap) {
        long[] at = new long[tap.length];
        for (int axis = 0; axis < at.length; axis++) {
            Op.Sweep sweep = windows.get(axis).sweep();
            at[axis] = position[axis] * sweep.stride() - sweep.low() + tap[axis] * sweep.dilation();
        }
        return at;
    }

    private static boolean isInside(Shape shape, long[] at) {
        return IntStream.range(0, at.length)
                .allMatch(axis -> at[axis] >= 0 && at[axis] < shape.size(axis));
    }

    static Reals maxGradient(List<Op.Window> windows, OracleValue operand, OracleValue gradient) {
        Shape shape = operand.type().shape();
        Shape positions = gradient.type().shape();
        double[] x = reals(operand);
        double[] dy = reals(gradient);
        double[] sums = new double[x.length];
        for (int i = 0; i < dy.length; i++) {
            int[] places = window(windows, shape, coordinate(positions, i));
            int largest =
                    Arrays.stream(places).reduce((a, b) -> isAbove(x[b], x[a]) ? b : a).orElse(-1);
            if (largest >= 0) {
                sums[largest] += dy[i];
            }
        }
        return new Reals(operand.type(), sums);
    }

    /** Whether a comes before b in a descending order: NaN before any number, 0 beside -0. */
    static boolean isAbove(double a, double b) {
        return a > b || (Double.isNaN(a) && !Double.isNaN(b));
    }
}
