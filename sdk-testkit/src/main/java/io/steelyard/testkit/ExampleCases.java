package io.steelyard.testkit;

import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/**
 * The examples of the specification: one small case for each primitive and kind, in the order of
 * the specification. Its outputs are printed there, and backends run it as any other case.
 */
public final class ExampleCases {
    private static final String NAME = "example";
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    private final List<OpCase> cases = new ArrayList<>();

    private ExampleCases() {}

    /** All of them, the same on every call; those of one primitive stand together. */
    public static List<OpCase> all() {
        ExampleCases all = new ExampleCases();
        all.leaves();
        all.unaries();
        all.binaries();
        all.choices();
        all.layouts();
        all.indexing();
        all.contractions();
        all.windows();
        all.reductions();
        all.control();
        return List.copyOf(all.cases);
    }

    /** The example of {@code composite}, whose cases are not among those of the primitives. */
    public static OpCase composite() {
        CompositeCase example =
                new CompositeCase(new SoftmaxRule(), NAME, List.of(floats(0, 1, 2)), true);
        return example.backendCase(example.whole(), example.inputs());
    }

    private void add(Op op, Tolerance tolerance, NdArray... inputs) {
        cases.add(OpCase.of(NAME, op, tolerance, inputs));
    }

    private void leaf(Op op, DType dtype) {
        cases.add(OpCase.leaf(NAME, op, dtype));
    }

    private static NdArray floats(float... values) {
        return NdArray.of(values, values.length);
    }

    private static NdArray ints(int... values) {
        return NdArray.of(values, values.length);
    }

    private static NdArray bools(boolean... values) {
        return NdArray.of(values, values.length);
    }

    /** {@code 0, 1, ..} as F32. */
    private static NdArray count(long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, i);
        }
        return array;
    }

    private void leaves() {
        leaf(new Op.Constant(floats(1, 2.5f, -3)), DType.F32);
        leaf(new Op.Iota(TensorType.of(DType.I32, 2, 3), 1), DType.I32);
        add(new Op.Convert(DType.I32), Tolerance.BITS, floats(1.9f, -1.9f, 3e9f, -INFINITY, NAN));
        add(new Op.Bitcast(DType.I32), Tolerance.BITS, floats(1, -0.0f, -2, INFINITY));
    }

    private void unaries() {
        for (UnaryKind kind : UnaryKind.values()) {
            NdArray operand =
                    switch (kind) {
                        case NEG, ABS -> floats(1.5f, -2, 0, -INFINITY);
                        case EXP -> floats(0, 1, -INFINITY, 100);
                        case LOG -> floats(1, 10, 0, -1);
                        case SQRT -> floats(4, 2, -0.0f, -1);
                        case TANH, ERF -> floats(0, 0.5f, -1, INFINITY);
                        case SIN, COS -> floats(0, 1, -2.5f, INFINITY);
                        case FLOOR -> floats(1.5f, -1.5f, -0.0f, -INFINITY);
                        case NOT -> ints(0, -1, 5);
                    };
            Tolerance tolerance =
                    switch (kind) {
                        case NEG, ABS, FLOOR, NOT -> Tolerance.BITS;
                        case EXP, LOG, SQRT, TANH, ERF, SIN, COS -> Tolerance.BOUND;
                    };
            add(new Op.Unary(kind), tolerance, operand);
        }
    }

    private void binaries() {
        binary(BinaryKind.ADD, floats(1, 2, INFINITY), floats(0.5f, -2, -INFINITY));
        binary(BinaryKind.SUB, floats(1, 2, INFINITY), floats(0.5f, -2, INFINITY));
        binary(BinaryKind.MUL, floats(1.5f, -2, INFINITY), floats(2, 0.25f, 0));
        binary(BinaryKind.DIV, floats(1, -1, 1, 0), floats(4, 2, 0, 0));
        binary(BinaryKind.REM, floats(7, -7, 5.5f, 1), floats(3, 3, INFINITY, 0));
        binary(BinaryKind.POW, floats(2, 9, 0, NAN), floats(10, 0.5f, -1, 0));
        binary(BinaryKind.MAX, floats(1, NAN, -2), floats(3, 0, -5));
        binary(BinaryKind.MIN, floats(1, NAN, -2), floats(3, 0, -5));
        binary(BinaryKind.AND, ints(12, -1, 5), ints(10, 6, 3));
        binary(BinaryKind.OR, ints(12, -1, 5), ints(10, 6, 3));
        binary(BinaryKind.XOR, ints(12, -1, 5), ints(10, 6, 3));
        binary(BinaryKind.SHL, ints(1, 1, -1), ints(4, 32, 1));
        binary(BinaryKind.SHR, ints(16, -1, 1), ints(2, 28, -1));
    }

    private void binary(BinaryKind kind, NdArray left, NdArray right) {
        Tolerance tolerance =
                switch (kind) {
                    case ADD, SUB, MUL, REM, MAX, MIN -> Tolerance.VALUES;
                    case DIV, POW -> Tolerance.BOUND;
                    case AND, OR, XOR, SHL, SHR -> Tolerance.BITS;
                };
        add(new Op.Binary(kind), tolerance, left, right);
    }

    private void choices() {
        for (Comparison comparison : Comparison.values()) {
            add(
                    new Op.Compare(comparison),
                    Tolerance.BITS,
                    floats(1, 2, 0, NAN),
                    floats(2, 2, -0.0f, NAN));
        }
        add(
                new Op.Select(),
                Tolerance.BITS,
                bools(true, false, true),
                floats(1, 2, 3),
                floats(-1, -2, -3));
    }

    private void layouts() {
        add(new Op.Reshape(Shape.of(3, 2)), Tolerance.BITS, count(2, 3));
        add(new Op.Transpose(Axes.of(1, 0)), Tolerance.BITS, count(2, 3));
        add(new Op.Broadcast(Shape.of(2, 3), Axes.of(1)), Tolerance.BITS, count(3));
        add(new Op.Slice(List.of(new Op.Span(1, 6, 2))), Tolerance.BITS, count(7));
        add(
                new Op.Pad(List.of(new Op.Padding(1, 2, 1))),
                Tolerance.BITS,
                floats(1, 2, 3),
                NdArray.scalar(9f));
        add(new Op.Concat(1), Tolerance.BITS, count(2, 2), count(2, 1));
        add(new Op.Reverse(Axes.of(1)), Tolerance.BITS, count(2, 3));
    }

    private void indexing() {
        add(new Op.Take(0), Tolerance.BITS, count(4, 2), ints(2, 0, -1, 9));
        NdArray indices = ints(1, 1, 9);
        for (ScatterKind kind : ScatterKind.values()) {
            Tolerance tolerance =
                    switch (kind) {
                        case ADD -> Tolerance.BOUND;
                        case MAX -> Tolerance.VALUES;
                        case SET -> Tolerance.BITS;
                    };
            add(new Op.Scatter(kind, 0), tolerance, count(4), indices, floats(10, 5, -1));
        }
        add(new Op.DynamicSlice(Shape.of(2, 2)), Tolerance.BITS, count(3, 4), ints(1, 9));
        add(new Op.DynamicUpdateSlice(), Tolerance.BITS, count(5), floats(-1, -2), ints(9));
    }

    private void contractions() {
        add(
                new Op.DotGeneral(Axes.of(0), Axes.of(0), Axes.of(2), Axes.of(1)),
                Tolerance.BOUND,
                count(2, 1, 3),
                count(2, 3, 2));
        Op.Conv conv = new Op.Conv(List.of(new Op.Sweep(2, 1, 0, 1)), 1);
        NdArray input = count(1, 5, 1);
        NdArray filter = NdArray.of(new float[] {1, 10, 100}, 3, 1, 1);
        NdArray gradient = NdArray.of(new float[] {1, 2}, 1, 2, 1);
        add(conv, Tolerance.BOUND, input, filter);
        add(new Op.ConvInputGradient(conv, input.shape()), Tolerance.BOUND, gradient, filter);
        add(new Op.ConvFilterGradient(conv, filter.shape()), Tolerance.BOUND, input, gradient);
    }

    private void windows() {
        List<Op.Window> windows = List.of(new Op.Window(3, new Op.Sweep(2, 1, 0, 1)));
        for (WindowKind kind : WindowKind.values()) {
            Tolerance tolerance =
                    switch (kind) {
                        case SUM -> Tolerance.BOUND;
                        case MAX -> Tolerance.VALUES;
                    };
            add(new Op.WindowReduce(kind, windows), tolerance, floats(3, 1, 4, 1, 4, 9));
        }
        add(
                new Op.WindowMaxGradient(windows),
                Tolerance.BOUND,
                floats(3, 1, 4, 1, 4, 9),
                floats(1, 10, 100));
    }

    private void reductions() {
        for (ReduceKind kind : ReduceKind.values()) {
            switch (kind) {
                case SUM -> add(reduce(kind), Tolerance.BOUND, count(2, 3));
                case MAX, MIN ->
                        add(
                                reduce(kind),
                                Tolerance.VALUES,
                                NdArray.of(new float[] {0, 2, 1, -1, NAN, 5}, 2, 3));
                case AND, OR ->
                        add(
                                reduce(kind),
                                Tolerance.BITS,
                                NdArray.of(new boolean[] {true, true, false, true}, 2, 2));
            }
        }
        add(
                new Op.TopK(3),
                Tolerance.BITS,
                NdArray.of(new float[] {1, 3, 2, 3, NAN, -1, INFINITY, 0}, 2, 4));
        add(new Op.RandomBits(Shape.of(5)), Tolerance.BITS, ints(0, 0), ints(0, 0));
    }

    private static Op reduce(ReduceKind kind) {
        return new Op.Reduce(kind, Axes.of(1));
    }

    private void control() {
        cases.add(
                OpCase.program(
                        "scan",
                        NAME,
                        Tolerance.BOUND,
                        operands -> {
                            Loop.Result result =
                                    Loop.scan(
                                            List.of(operands.getFirst()),
                                            List.of(operands.get(1)),
                                            ExampleCases::runningSum);
                            return List.of(
                                    result.carries().getFirst(), result.outputs().getFirst());
                        },
                        NdArray.scalar(100f),
                        floats(1, 2, 3)));
        cases.add(
                OpCase.program(
                        "call",
                        NAME,
                        Tolerance.BOUND,
                        operands ->
                                Loop.recompute(
                                        operands,
                                        parameters ->
                                                List.of(parameters.getFirst().square().add(1))),
                        floats(1, 2, 3)));
        add(new Op.StopGradient(), Tolerance.BITS, floats(1, 2, 3));
    }

    private static Loop.Step runningSum(List<Tensor> carries, List<Tensor> elements) {
        Tensor sum = carries.getFirst().add(elements.getFirst());
        return new Loop.Step(List.of(sum), List.of(sum));
    }
}
