package io.steelyard.testkit;

import static io.steelyard.testkit.ErrorCase.f32;
import static io.steelyard.testkit.ErrorCase.i32;
import static io.steelyard.testkit.ErrorCase.of;

import io.steelyard.program.Op;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.stream.Stream;

/** Misfits of convolutions and windows. */
final class WindowErrorCases {
    private static final Op.Sweep STILL = new Op.Sweep(0, 0, 0, 1);
    private static final Op.Conv CONV = new Op.Conv(List.of(Op.Sweep.each()), 1);
    private static final Shape INPUT = Shape.of(1, 5, 2);
    private static final Shape FILTER = Shape.of(3, 2, 4);

    private WindowErrorCases() {}

    static List<ErrorCase> all() {
        return Stream.of(convolutions(), inputGradients(), filterGradients(), windows())
                .flatMap(List::stream)
                .toList();
    }

    private static TensorType typed(Shape shape) {
        return new TensorType(DType.F32, shape);
    }

    private static List<ErrorCase> convolutions() {
        TensorType input = typed(INPUT);
        TensorType filter = typed(FILTER);
        return List.of(
                of("", CONV, input),
                of("C1", CONV, i32(1, 5, 2), i32(3, 2, 4)),
                of("C1", CONV, input, TensorType.of(DType.F64, 3, 2, 4)),
                of("C2", new Op.Conv(List.of(), 1), f32(1, 2), f32(2, 4)),
                of("C2", CONV, f32(1, 5, 5, 2), f32(3, 3, 2, 4)),
                of("C2", CONV, input, f32(0, 2, 4)),
                of("C3", new Op.Conv(List.of(STILL), 1), input, filter),
                of("C3", new Op.Conv(List.of(new Op.Sweep(1, -1, 0, 1)), 1), input, filter),
                of("C3", new Op.Conv(List.of(new Op.Sweep(1, 0, 0, 0)), 1), input, filter),
                of("C4", CONV, input, f32(3, 1, 4)),
                of("C4", new Op.Conv(CONV.sweeps(), 0), input, filter),
                of("C4", new Op.Conv(CONV.sweeps(), 2), input, f32(3, 1, 3)));
    }

    private static List<ErrorCase> inputGradients() {
        TensorType filter = typed(FILTER);
        TensorType gradient = f32(1, 3, 4);
        Op.Conv still = new Op.Conv(List.of(STILL), 1);
        return List.of(
                of("C1", new Op.ConvInputGradient(CONV, INPUT), i32(1, 3, 4), i32(3, 2, 4)),
                of("C2", new Op.ConvInputGradient(CONV, Shape.of(1, 5)), gradient, filter),
                of("C3", new Op.ConvInputGradient(still, INPUT), gradient, filter),
                of("C4", new Op.ConvInputGradient(CONV, Shape.of(1, 5, 3)), gradient, filter),
                of("C5", new Op.ConvInputGradient(CONV, INPUT), f32(1, 4, 4), filter),
                of("C5", new Op.ConvInputGradient(CONV, INPUT), i32(1, 3, 4), filter));
    }

    private static List<ErrorCase> filterGradients() {
        TensorType input = typed(INPUT);
        TensorType gradient = f32(1, 3, 4);
        Op.Conv still = new Op.Conv(List.of(STILL), 1);
        return List.of(
                of("C1", new Op.ConvFilterGradient(CONV, FILTER), i32(1, 5, 2), gradient),
                of("C2", new Op.ConvFilterGradient(CONV, Shape.of(3, 2)), input, gradient),
                of("C3", new Op.ConvFilterGradient(still, FILTER), input, gradient),
                of("C4", new Op.ConvFilterGradient(CONV, Shape.of(3, 1, 4)), input, gradient),
                of("C5", new Op.ConvFilterGradient(CONV, FILTER), input, f32(1, 3, 5)));
    }

    private static List<ErrorCase> windows() {
        List<Op.Window> pairs = List.of(new Op.Window(2, Op.Sweep.each()));
        List<Op.Window> still = List.of(new Op.Window(2, STILL));
        List<Op.Window> empty = List.of(new Op.Window(0, Op.Sweep.each()));
        TensorType bool = TensorType.of(DType.BOOL, 5);
        return List.of(
                of("C1", new Op.WindowReduce(WindowKind.MAX, pairs), bool),
                of("C2", new Op.WindowReduce(WindowKind.SUM, pairs), f32(5, 2)),
                of("C3", new Op.WindowReduce(WindowKind.SUM, still), f32(5)),
                of("C3", new Op.WindowReduce(WindowKind.SUM, empty), f32(5)),
                of("C1", new Op.WindowMaxGradient(pairs), i32(5), i32(4)),
                of("C2", new Op.WindowMaxGradient(pairs), f32(5, 2), f32(4, 2)),
                of("C3", new Op.WindowMaxGradient(still), f32(5), f32(4)),
                of("C4", new Op.WindowMaxGradient(pairs), f32(5), f32(5)));
    }
}
