package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The gradient cases of every differentiable primitive, away from kinks and ties. */
public final class GradientCases {
    private final List<GradientCase> cases = new ArrayList<>();

    private GradientCases() {}

    /** All of them, the same on every call. */
    public static List<GradientCase> all() {
        GradientCases all = new GradientCases();
        all.unary();
        all.binary();
        all.choices();
        all.leaves();
        all.movement();
        all.indexing();
        all.contractions();
        all.chains();
        all.cases.addAll(WindowGradientCases.all());
        all.cases.addAll(ControlGradientCases.all());
        return Collections.unmodifiableList(all.cases);
    }

    /** One operation, whose operands are the inputs. */
    private void add(String name, boolean smooth, Op op, NdArray... inputs) {
        cases.add(
                new GradientCase(
                        OpCase.subject(op),
                        name,
                        tensors -> tensors.getFirst().recorder().applyAll(op, tensors),
                        List.of(inputs),
                        smooth));
    }

    private void chain(String subject, String name, OpCase.Body body, NdArray... inputs) {
        cases.add(new GradientCase(subject, name, body, List.of(inputs), true));
    }

    private static NdArray floats(long seed, long... sizes) {
        return CaseData.array(DType.F32, seed, sizes);
    }

    /** In [0.5, 3]: away from the singularities of logarithm, root, quotient and power. */
    private static NdArray positive(long seed, long... sizes) {
        NdArray array = floats(seed, sizes);
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, Math.clamp(0.5 + Math.abs(array.get(i)), 0.5, 3));
        }
        return array;
    }

    private void unary() {
        for (UnaryKind kind : UnaryKind.values()) {
            Op op = new Op.Unary(kind);
            switch (kind) {
                case NEG, EXP, TANH, ERF, SIN, COS -> {
                    add("[2,3]", true, op, floats(1, 2, 3));
                    add("scalar", true, op, floats(2));
                    add("nothing", true, op, floats(2, 0));
                }
                case LOG, SQRT -> add("[2,3]", true, op, positive(1, 2, 3));
                case ABS, FLOOR -> add("[2,3]", false, op, floats(1, 2, 3));
                case NOT -> {}
            }
        }
    }

    private void binary() {
        for (BinaryKind kind : BinaryKind.values()) {
            Op op = new Op.Binary(kind);
            switch (kind) {
                case ADD, SUB, MUL -> {
                    add("[2,3]", true, op, floats(1, 2, 3), floats(2, 2, 3));
                    twice(op);
                }
                case DIV -> {
                    add("[2,3]", true, op, floats(1, 2, 3), positive(2, 2, 3));
                    twice(op);
                }
                case POW -> {
                    add("positive base", true, op, positive(1, 2, 3), floats(2, 2, 3));
                    for (double exponent : new double[] {-1, 0, 0.5, 1, 2, 3}) {
                        chain(
                                "pow",
                                "positive base to " + exponent,
                                tensors -> List.of(tensors.getFirst().pow(exponent)),
                                positive(1, 5));
                    }
                    chain(
                            "pow",
                            "any base cubed",
                            tensors -> List.of(tensors.getFirst().pow(3)),
                            CaseData.vector(DType.F32, -2, -0.5, 0, 0.5, 2));
                }
                case REM, MAX, MIN -> add("[2,3]", false, op, floats(1, 2, 3), positive(2, 2, 3));
                case AND, OR, XOR, SHL, SHR -> {}
            }
        }
    }

    private void twice(Op op) {
        chain(
                OpCase.subject(op),
                "with itself",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    return List.of(x.recorder().apply(op, x, x));
                },
                positive(3, 5));
    }

    private void choices() {
        add(
                "[2,3]",
                true,
                new Op.Select(),
                CaseData.array(DType.BOOL, 1, 2, 3),
                floats(1, 2, 3),
                floats(2, 2, 3));
        for (Comparison comparison : Comparison.values()) {
            Op op = new Op.Compare(comparison);
            chain(
                    OpCase.subject(op),
                    "decides",
                    tensors -> {
                        Tensor x = tensors.getFirst();
                        Tensor y = tensors.get(1);
                        Tensor condition = x.recorder().apply(op, x, y);
                        return List.of(condition.select(x.mul(y), x.sin()));
                    },
                    floats(1, 7),
                    floats(2, 7));
        }
        add("to f64", false, new Op.Convert(DType.F64), floats(1, 5));
        chain(
                "convert",
                "through integers stops",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    return List.of(x.convert(DType.I32).convert(DType.F32).mul(x));
                },
                floats(1, 5));
        // The gradient is not that of the differences, so the factor that stops is an input's
        // integer.
        chain(
                "stop_gradient",
                "of an integer factor",
                tensors -> {
                    Tensor count = tensors.get(1).convert(DType.F32).stopGradient();
                    return List.of(tensors.getFirst().square().mul(count));
                },
                floats(1, 5),
                CaseData.array(DType.I32, 1, 5));
    }

    private void leaves() {
        chain(
                "constant",
                "a factor",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    return List.of(x.mul(x.recorder().constant(floats(9, 5))));
                },
                floats(1, 5));
        chain(
                "iota",
                "a factor",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    return List.of(x.mul(x.recorder().apply(new Op.Iota(x.type(), 1))));
                },
                floats(1, 2, 3));
        chain(
                "random_bits",
                "and bitcast",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    Tensor key = tensors.get(1);
                    Tensor bits = x.recorder().apply(new Op.RandomBits(x.shape()), key, key);
                    Tensor ones = bits.and(bits.scalar(0x7fffff)).or(bits.scalar(0x3f800000));
                    return List.of(x.square().mul(ones.bitcast(DType.F32)));
                },
                floats(1, 5),
                NdArray.of(new int[] {1, 2}, 2));
        chain(
                "bitcast",
                "the sign bit chooses",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    Tensor bits = x.bitcast(DType.I32);
                    return List.of(bits.lt(bits.scalar(0)).select(x.square(), x));
                },
                floats(1, 5));
    }

    private void movement() {
        add("[2,3,2] to [4,3]", true, new Op.Reshape(Shape.of(4, 3)), floats(1, 2, 3, 2));
        add("[2,3]", true, new Op.Transpose(Axes.of(1, 0)), floats(1, 2, 3));
        add("[2,3,4] by [2,0,1]", true, new Op.Transpose(Axes.of(2, 0, 1)), floats(1, 2, 3, 4));
        add("scalar", true, new Op.Broadcast(Shape.of(2, 3), Axes.none()), floats(1));
        add("row", true, new Op.Broadcast(Shape.of(2, 3), Axes.of(1)), floats(1, 3));
        add("column", true, new Op.Broadcast(Shape.of(2, 3), Axes.of(0)), floats(1, 2));
        add("size 1", true, new Op.Broadcast(Shape.of(2, 3), Axes.of(0, 1)), floats(1, 2, 1));
        add("middle", true, new Op.Broadcast(Shape.of(2, 3, 2), Axes.of(1)), floats(1, 3));
        List<Op.Span> spans = List.of(new Op.Span(1, 6, 2), new Op.Span(0, 3, 1));
        add("strided", true, new Op.Slice(spans), floats(1, 7, 3));
        add("nothing", true, new Op.Slice(List.of(new Op.Span(2, 2, 1))), floats(1, 5));
        List<Op.Padding> paddings = List.of(new Op.Padding(1, 0, 2), new Op.Padding(0, 2, 0));
        add("interior", true, new Op.Pad(paddings), floats(1, 2, 3), floats(2));
        add(
                "of nothing",
                true,
                new Op.Pad(List.of(new Op.Padding(1, 1, 1))),
                floats(1, 0),
                floats(2));
        add("three", true, new Op.Concat(1), floats(1, 2, 1), floats(2, 2, 3), floats(3, 2, 2));
        chain(
                "concat",
                "with itself",
                tensors -> List.of(tensors.getFirst().concat(0, tensors.getFirst().square())),
                floats(1, 3));
    }

    private void indexing() {
        NdArray indices = NdArray.of(new int[] {2, 0, 2, -1, 9}, 5);
        NdArray distinct = NdArray.of(new int[] {2, 0}, 2);
        add("rows, repeated", true, new Op.Take(0), floats(1, 3, 2), indices);
        add("columns", true, new Op.Take(1), floats(1, 2, 3), indices);
        add("scalar index", true, new Op.Take(0), floats(1, 3), NdArray.scalar(1));
        for (ScatterKind kind : ScatterKind.values()) {
            Op rows = new Op.Scatter(kind, 0);
            Op columns = new Op.Scatter(kind, 1);
            boolean smooth = kind != ScatterKind.MAX;
            add("rows", smooth, rows, floats(1, 3, 2), distinct, floats(2, 2, 2));
            add("columns", smooth, columns, floats(1, 2, 3), distinct, floats(2, 2, 2));
            if (kind != ScatterKind.SET) {
                add("rows, repeated", smooth, rows, floats(1, 3, 2), indices, floats(2, 5, 2));
            }
        }
        NdArray starts = NdArray.of(new int[] {1, 9}, 2);
        add("clamped", true, new Op.DynamicSlice(Shape.of(2, 2)), floats(1, 4, 3), starts);
        add("clamped", true, new Op.DynamicUpdateSlice(), floats(1, 4, 3), floats(2, 2, 2), starts);
    }

    private void contractions() {
        dot("matrices", "", "", "1", "0", floats(1, 2, 3), floats(2, 3, 4));
        dot("transposed", "", "", "0", "1", floats(1, 3, 2), floats(2, 4, 3));
        dot("outer", "", "", "", "", floats(1, 2), floats(2, 3));
        dot("inner", "", "", "0", "0", floats(1, 5), floats(2, 5));
        dot("shared matrix", "", "", "2", "0", floats(1, 2, 2, 3), floats(2, 3, 2));
        dot("batch", "0", "0", "2", "1", floats(1, 2, 2, 3), floats(2, 2, 3, 2));
        dot("heads", "02", "02", "3", "3", floats(1, 2, 3, 2, 2), floats(2, 2, 2, 2, 2));
        dot("batch inside", "2", "0", "0", "1", floats(1, 3, 2, 2), floats(2, 2, 3, 2));
        dot("batches permuted", "20", "01", "1", "2", floats(1, 2, 3, 2), floats(2, 2, 2, 3));
        dot("contracted permuted", "", "", "12", "10", floats(1, 2, 3, 2), floats(2, 2, 3, 2));
        dot("all batch", "01", "01", "", "", floats(1, 2, 3), floats(2, 2, 3));
        dot("over nothing", "", "", "1", "0", floats(1, 2, 0), floats(2, 0, 3));
        chain(
                "dot_general",
                "with itself",
                tensors -> List.of(tensors.getFirst().matmul(tensors.getFirst())),
                floats(1, 3, 3));
        for (ReduceKind kind : ReduceKind.values()) {
            switch (kind) {
                case SUM, MAX, MIN -> {
                    boolean smooth = kind == ReduceKind.SUM;
                    for (int[] axes : new int[][] {{0}, {1}, {2}, {0, 2}, {0, 1, 2}}) {
                        Op op = new Op.Reduce(kind, Axes.of(axes));
                        add("over " + Axes.of(axes), smooth, op, floats(1, 2, 3, 2));
                    }
                    add("nothing", smooth, new Op.Reduce(kind, Axes.of(0)), floats(1, 0, 2));
                }
                // The operand is BOOL: only what it decides has a gradient.
                case AND, OR ->
                        chain(
                                "reduce " + kind.text(),
                                "decides",
                                tensors -> {
                                    Tensor x = tensors.getFirst();
                                    Tensor y =
                                            x.recorder()
                                                    .apply(
                                                            new Op.Reduce(kind, Axes.of(0)),
                                                            x.gt(x.scalar(0)));
                                    return List.of(y.select(x.square(), x.sin()));
                                },
                                floats(1, 3, 2));
            }
        }
    }

    private void dot(
            String name,
            String batch,
            String rightBatch,
            String contract,
            String rightContract,
            NdArray left,
            NdArray right) {
        Op op =
                new Op.DotGeneral(
                        axes(batch), axes(rightBatch), axes(contract), axes(rightContract));
        add(name, true, op, left, right);
    }

    private static Axes axes(String digits) {
        return Axes.of(digits.chars().map(digit -> digit - '0').toArray());
    }

    /** A value used several times, a value not used, a chain of everything. */
    private void chains() {
        chain(
                "program",
                "one value used four times",
                tensors -> {
                    Tensor h = tensors.getFirst().tanh();
                    return List.of(h.mul(h), h.exp().add(h), h.sum(0).mul(h));
                },
                floats(1, 3, 2));
        chain(
                "program",
                "an input not used",
                tensors -> List.of(tensors.getFirst().sin()),
                floats(1, 3),
                floats(2, 2));
        chain(
                "program",
                "two layers",
                tensors -> {
                    Tensor x = tensors.getFirst(); // [4, 3]
                    Tensor h = x.matmul(tensors.get(1)).add(tensors.get(2)).tanh(); // [4, 5]
                    Tensor centred = h.sub(h.mean(-1).expandDims(-1));
                    Tensor deviation = centred.square().mean(-1).add(0.1).sqrt().expandDims(-1);
                    return List.of(centred.div(deviation).matmul(tensors.get(3)).sigmoid());
                },
                floats(1, 4, 3),
                floats(2, 3, 5),
                floats(3, 5),
                floats(4, 5, 2));
        TensorType index = TensorType.of(DType.I32, 3, 3);
        chain(
                "program",
                "a masked softmax",
                tensors -> {
                    Tensor x = tensors.getFirst();
                    Tensor row = x.recorder().apply(new Op.Iota(index, 0));
                    Tensor column = x.recorder().apply(new Op.Iota(index, 1));
                    Tensor masked = column.le(row).select(x, x.filled(Double.NEGATIVE_INFINITY));
                    Tensor e = masked.sub(masked.reduceMax(-1).stopGradient().expandDims(-1)).exp();
                    return List.of(e.div(e.sum(-1).expandDims(-1)));
                },
                floats(1, 3, 3));
    }
}
