package io.steelyard.testkit;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/** Cases of the operations that look at one element of each operand at a time. */
final class ElementwiseCases {
    private ElementwiseCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (UnaryKind kind : UnaryKind.values()) {
            for (DType dtype : dtypes(kind)) {
                unary(cases, kind, dtype);
            }
        }
        for (BinaryKind kind : BinaryKind.values()) {
            for (DType dtype : dtypes(kind)) {
                binary(cases, kind, dtype);
            }
        }
        for (Comparison comparison : Comparison.values()) {
            boolean ordered = comparison != Comparison.EQ && comparison != Comparison.NE;
            for (DType dtype : ordered ? CaseData.NUMBERS : CaseData.ALL) {
                compare(cases, comparison, dtype);
            }
        }
        CaseData.ALL.forEach(dtype -> select(cases, dtype));
        for (DType from : CaseData.ALL) {
            CaseData.ALL.forEach(to -> convert(cases, from, to));
        }
        return cases;
    }

    private static List<DType> dtypes(UnaryKind kind) {
        return switch (kind) {
            case NEG, ABS -> CaseData.NUMBERS;
            case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR -> CaseData.FLOATS;
            case NOT -> List.of(DType.I32, DType.I64, DType.U8, DType.BOOL);
        };
    }

    private static void unary(List<OpCase> cases, UnaryKind kind, DType dtype) {
        Op op = new Op.Unary(kind);
        Tolerance tolerance =
                switch (kind) {
                    case NEG, ABS, FLOOR, NOT -> Tolerance.BITS;
                    case EXP, LOG, SQRT, TANH, ERF, SIN, COS -> Tolerance.BOUND;
                };
        cases.add(OpCase.of("special values", op, tolerance, specials(kind, dtype)));
        for (Shape shape : CaseData.shapes(dtype)) {
            NdArray data = CaseData.array(new TensorType(dtype, shape), shape.hashCode());
            cases.add(OpCase.of(shape.toString(), op, tolerance, data));
        }
        if (dtype.isFloating()) {
            int number = 0;
            for (NdArray domain : domains(kind, dtype)) {
                cases.add(OpCase.of("domain " + ++number, op, tolerance, domain));
            }
        }
    }

    /** Sine and cosine are specified for arguments up to 10000. */
    private static NdArray specials(UnaryKind kind, DType dtype) {
        NdArray specials = CaseData.specials(dtype);
        if (kind != UnaryKind.SIN && kind != UnaryKind.COS) {
            return specials;
        }
        for (int i = 0; i < specials.type().elements(); i++) {
            double x = specials.get(i);
            specials.set(i, Math.abs(x) > 1e4 && Double.isFinite(x) ? 1e4 : x);
        }
        return specials;
    }

    private static List<NdArray> domains(UnaryKind kind, DType dtype) {
        double normal = dtype == DType.F16 ? 1e-4 : 1e-37;
        double large = dtype == DType.F16 ? 6e4 : 3e38;
        return switch (kind) {
            case EXP ->
                    List.of(
                            CaseData.linear(dtype, -104, 89),
                            CaseData.linear(dtype, -1, 1),
                            CaseData.geometric(dtype, normal, 1));
            case LOG ->
                    List.of(
                            CaseData.geometric(dtype, normal, large),
                            CaseData.linear(dtype, 0.5, 2),
                            CaseData.linear(dtype, -3, 0));
            case SQRT ->
                    List.of(
                            CaseData.geometric(dtype, normal, large),
                            CaseData.linear(dtype, 0, 10));
            case TANH, ERF ->
                    List.of(
                            CaseData.linear(dtype, -10, 10),
                            CaseData.linear(dtype, -1, 1),
                            CaseData.geometric(dtype, normal, 100));
            case SIN, COS ->
                    List.of(
                            CaseData.linear(dtype, -7, 7),
                            CaseData.linear(dtype, -1e4, 1e4),
                            CaseData.geometric(dtype, normal, 1));
            case FLOOR ->
                    List.of(CaseData.linear(dtype, -10, 9.98), CaseData.linear(dtype, -3e9, 3e9));
            case NEG, ABS -> List.of(CaseData.linear(dtype, -large, large));
            case NOT -> List.of();
        };
    }

    private static List<DType> dtypes(BinaryKind kind) {
        if (kind.isLogic()) {
            return List.of(DType.I32, DType.I64, DType.U8, DType.BOOL);
        }
        return kind.isShift() ? CaseData.INTEGERS : CaseData.NUMBERS;
    }

    private static void binary(List<OpCase> cases, BinaryKind kind, DType dtype) {
        Op op = new Op.Binary(kind);
        Tolerance tolerance =
                switch (kind) {
                    case ADD, SUB, MUL, REM, MAX, MIN -> Tolerance.VALUES;
                    case DIV, POW -> Tolerance.BOUND;
                    case AND, OR, XOR, SHL, SHR -> Tolerance.BITS;
                };
        NdArray specials = CaseData.specials(dtype);
        NdArray left = CaseData.pairs(specials, 0);
        NdArray right = CaseData.pairs(specials, 1);
        if (kind == BinaryKind.POW && dtype.isFloating()) {
            settle(left, right);
        }
        cases.add(OpCase.of("pairs of special values", op, tolerance, left, right));
        for (Shape shape : CaseData.shapes(dtype)) {
            TensorType type = new TensorType(dtype, shape);
            NdArray a = CaseData.array(type, shape.hashCode());
            NdArray b = CaseData.array(type, shape.hashCode() + 1);
            cases.add(OpCase.of(shape.toString(), op, tolerance, a, b));
        }
        broadcasts(cases, op, tolerance, dtype);
        constants(cases, op, tolerance, dtype);
        if (kind == BinaryKind.POW && dtype.isFloating()) {
            cases.add(
                    OpCase.of(
                            "positive bases",
                            op,
                            tolerance,
                            CaseData.geometric(dtype, 1e-3, 1e3),
                            CaseData.linear(dtype, -12, 12)));
        }
    }

    /**
     * {@code pow(1, NaN)} and {@code pow(+-1, +-infinity)} are not specified: exponents become 2.
     */
    private static void settle(NdArray bases, NdArray exponents) {
        for (int i = 0; i < bases.type().elements(); i++) {
            if (Math.abs(bases.get(i)) == 1 && !Double.isFinite(exponents.get(i))) {
                exponents.set(i, 2);
            }
        }
    }

    /** A scalar, a row, a column and the middle axis against a whole, on either side. */
    private static void broadcasts(List<OpCase> cases, Op op, Tolerance tolerance, DType dtype) {
        List<Shape> parts =
                List.of(
                        Shape.scalar(),
                        Shape.of(17),
                        Shape.of(3, 17),
                        Shape.of(5, 1, 1),
                        Shape.of(5, 3, 1),
                        Shape.of(1, 3, 1),
                        Shape.of(5, 1, 17));
        parts.forEach(part -> broadcast(cases, op, tolerance, dtype, Shape.of(5, 3, 17), part));
        if (dtype == DType.F32) {
            Shape large = Shape.of(9, 70, 33);
            broadcast(cases, op, tolerance, dtype, large, Shape.of(33));
            broadcast(cases, op, tolerance, dtype, large, Shape.of(70, 1));
            broadcast(cases, op, tolerance, dtype, large, Shape.of(9, 1, 33));
        }
    }

    private static void broadcast(
            List<OpCase> cases, Op op, Tolerance tolerance, DType dtype, Shape whole, Shape part) {
        NdArray wide = CaseData.array(new TensorType(dtype, whole), 1);
        NdArray narrow = CaseData.array(new TensorType(dtype, part), 2);
        cases.add(
                OpCase.program(
                        OpCase.subject(op),
                        whole + " with " + part,
                        tolerance,
                        operands -> broadcast(op, whole, operands.getFirst(), operands.get(1)),
                        wide,
                        narrow));
        cases.add(
                OpCase.program(
                        OpCase.subject(op),
                        part + " with " + whole,
                        tolerance,
                        operands -> broadcast(op, whole, operands.get(1), operands.getFirst()),
                        wide,
                        narrow));
    }

    private static List<Tensor> broadcast(Op op, Shape shape, Tensor left, Tensor right) {
        return List.of(
                left.recorder().apply(op, left.broadcastTo(shape), right.broadcastTo(shape)));
    }

    /** A constant on either side, which a backend may fold, and a tensor with itself. */
    private static void constants(List<OpCase> cases, Op op, Tolerance tolerance, DType dtype) {
        NdArray data = CaseData.array(dtype, 3, 33);
        for (double constant : constants(dtype)) {
            cases.add(
                    OpCase.program(
                            OpCase.subject(op),
                            "constant " + constant,
                            tolerance,
                            operands -> {
                                Tensor x = operands.getFirst();
                                Tensor c = x.filled(constant);
                                return List.of(
                                        x.recorder().apply(op, x, c), x.recorder().apply(op, c, x));
                            },
                            data));
        }
        cases.add(
                OpCase.program(
                        OpCase.subject(op),
                        "with itself",
                        tolerance,
                        operands -> {
                            Tensor x = operands.getFirst();
                            return List.of(x.recorder().apply(op, x, x));
                        },
                        data));
    }

    private static double[] constants(DType dtype) {
        if (dtype.isFloating()) {
            return new double[] {0, -0.0, 1, 2, -0.75};
        }
        return dtype == DType.BOOL ? new double[] {0, 1} : new double[] {0, 1, 2};
    }

    private static void compare(List<OpCase> cases, Comparison comparison, DType dtype) {
        Op op = new Op.Compare(comparison);
        NdArray specials = CaseData.specials(dtype);
        cases.add(
                OpCase.of(
                        "pairs of special values",
                        op,
                        Tolerance.BITS,
                        CaseData.pairs(specials, 0),
                        CaseData.pairs(specials, 1)));
        for (Shape shape : CaseData.shapes(dtype)) {
            TensorType type = new TensorType(dtype, shape);
            cases.add(
                    OpCase.of(
                            shape.toString(),
                            op,
                            Tolerance.BITS,
                            CaseData.array(type, 5),
                            CaseData.array(type, 6)));
        }
    }

    private static void select(List<OpCase> cases, DType dtype) {
        Op op = new Op.Select();
        for (Shape shape : CaseData.shapes(dtype)) {
            TensorType type = new TensorType(dtype, shape);
            cases.add(selecting(shape.toString(), type, CaseData.array(type, 1)));
        }
        NdArray specials = CaseData.specials(dtype);
        cases.add(selecting("special values", specials.type(), specials));
        cases.add(
                OpCase.program(
                        OpCase.subject(op),
                        "condition of a row, one side a scalar",
                        Tolerance.BITS,
                        operands ->
                                List.of(
                                        operands.get(1)
                                                .select(operands.getFirst(), operands.get(2))),
                        CaseData.array(dtype, 1, 5, 17),
                        CaseData.array(DType.BOOL, 2, 17),
                        CaseData.array(dtype, 3)));
    }

    private static OpCase selecting(String name, TensorType type, NdArray onTrue) {
        return OpCase.program(
                "select",
                name,
                Tolerance.BITS,
                operands -> List.of(operands.get(1).select(operands.getFirst(), operands.get(2))),
                onTrue,
                CaseData.array(type.withDType(DType.BOOL), 2),
                CaseData.array(type, 3));
    }

    private static void convert(List<OpCase> cases, DType from, DType to) {
        Op op = new Op.Convert(to);
        cases.add(
                OpCase.of(
                        "special values to " + to.text(),
                        op,
                        Tolerance.BITS,
                        CaseData.specials(from)));
        cases.add(
                OpCase.of(
                        "[7,33] to " + to.text(),
                        op,
                        Tolerance.BITS,
                        CaseData.array(from, 1, 7, 33)));
        cases.add(
                OpCase.of(
                        "nothing to " + to.text(), op, Tolerance.BITS, CaseData.array(from, 1, 0)));
        if (from.isFloating() && !to.isFloating()) {
            cases.add(
                    OpCase.of(
                            "past the ends to " + to.text(),
                            op,
                            Tolerance.BITS,
                            CaseData.vector(
                                    from,
                                    0.99,
                                    -0.99,
                                    127.5,
                                    255.9,
                                    256,
                                    -1.5,
                                    2147483520,
                                    2147483648.0,
                                    -2147483648.0,
                                    3e9,
                                    -3e9,
                                    1e19,
                                    -1e19)));
        }
    }
}
