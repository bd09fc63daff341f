package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Node;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;

/** Functions of one or two elements. Operands are of F32, F64, I32, I64 or BOOL. */
final class Elementwise {
    private static final int UINT32 = 22;

    private final Emitter emitter;
    private final Extremes extremes;

    Elementwise(Emitter emitter) {
        this.emitter = emitter;
        extremes = new Extremes(emitter);
    }

    Output unary(UnaryKind kind, Node node, Output x) {
        return switch (kind) {
            case NEG -> emitter.add("Neg", x);
            case ABS -> emitter.add("Abs", x);
            case EXP -> emitter.add("Exp", x);
            case LOG -> logarithm(dtype(node), x);
            case SQRT -> emitter.add("Sqrt", x);
            case TANH -> emitter.add("Tanh", x);
            case ERF -> emitter.add("Erf", x);
            case SIN -> emitter.add("Sin", x);
            case COS -> emitter.add("Cos", x);
            case FLOOR -> emitter.add("Floor", x);
            case NOT -> emitter.add(dtype(node) == DType.BOOL ? "LogicalNot" : "Invert", x);
        };
    }

    /** F32 in F64: TensorFlow's own is several ulp off where the result is small. */
    private Output logarithm(DType dtype, Output x) {
        return dtype == DType.F64
                ? emitter.add("Log", x)
                : emitter.cast(emitter.add("Log", emitter.cast(x, DType.F64)), dtype);
    }

    Output binary(BinaryKind kind, Node node, List<Output> operands) {
        Output a = operands.get(0);
        Output b = operands.get(1);
        DType dtype = dtype(node);
        boolean bool = dtype == DType.BOOL;
        return switch (kind) {
            case ADD -> emitter.add("AddV2", a, b);
            case SUB -> emitter.add("Sub", a, b);
            case MUL -> emitter.add("Mul", a, b);
            case DIV -> dtype.isFloating() ? emitter.add("RealDiv", a, b) : divide(dtype, a, b);
            case REM ->
                    dtype.isFloating() ? emitter.add("TruncateMod", a, b) : remainder(dtype, a, b);
            case POW -> power(dtype, a, b);
            case MAX -> extremes.ofTwo("Maximum", dtype, a, b);
            case MIN -> extremes.ofTwo("Minimum", dtype, a, b);
            case AND -> emitter.add(bool ? "LogicalAnd" : "BitwiseAnd", a, b);
            case OR -> emitter.add(bool ? "LogicalOr" : "BitwiseOr", a, b);
            case XOR -> emitter.add(bool ? "NotEqual" : "BitwiseXor", a, b);
            case SHL -> shift("LeftShift", dtype, a, b);
            case SHR -> shift("RightShift", dtype, a, b);
        };
    }

    /** How two values compare. */
    Output compare(Comparison comparison, Node node, List<Output> operands) {
        boolean bool = dtype(node) == DType.BOOL;
        boolean ordered = comparison != Comparison.EQ && comparison != Comparison.NE;
        Output a = bool && ordered ? emitter.cast(operands.get(0), DType.I32) : operands.get(0);
        Output b = bool && ordered ? emitter.cast(operands.get(1), DType.I32) : operands.get(1);
        return switch (comparison) {
            case EQ -> emitter.add("Equal", a, b);
            case NE -> emitter.add("NotEqual", a, b);
            case LT -> emitter.add("Less", a, b);
            case LE -> emitter.add("LessEqual", a, b);
            case GT -> emitter.add("Greater", a, b);
            case GE -> emitter.add("GreaterEqual", a, b);
        };
    }

    /** Integers; TensorFlow ends the run at 0, and the processor at the smallest one over -1. */
    private Output divide(DType dtype, Output a, Output b) {
        Output zero = emitter.wholeNumber(dtype, 0);
        Output minus = emitter.add("Equal", b, emitter.wholeNumber(dtype, -1));
        Output nothing = emitter.add("Equal", b, zero);
        Output quotient = emitter.add("TruncateDiv", a, divisor(dtype, b, nothing, minus));
        Output negative = emitter.select(minus, emitter.add("Neg", a), quotient);
        return emitter.select(nothing, emitter.add("ZerosLike", a), negative);
    }

    private Output remainder(DType dtype, Output a, Output b) {
        Output minus = emitter.add("Equal", b, emitter.wholeNumber(dtype, -1));
        Output nothing = emitter.add("Equal", b, emitter.wholeNumber(dtype, 0));
        Output remainder = emitter.add("TruncateMod", a, divisor(dtype, b, nothing, minus));
        // Over 1, which stands for -1 and 0, nothing is left.
        return remainder;
    }

    private Output divisor(DType dtype, Output b, Output nothing, Output minus) {
        Output special = emitter.add("LogicalOr", nothing, minus);
        return emitter.select(special, emitter.wholeNumber(dtype, 1), b);
    }

    private Output power(DType dtype, Output a, Output b) {
        if (dtype.isFloating()) {
            return emitter.add("Pow", a, b);
        }
        // TensorFlow ends the run at a negative exponent of an integer.
        Output exponent = emitter.add("Maximum", b, emitter.wholeNumber(dtype, 0));
        return emitter.isCompiled() || dtype == DType.I64
                ? squared(dtype, a, exponent)
                : emitter.add("Pow", a, exponent);
    }

    /**
     * By squaring, one bit of the exponent after the other: powers of integers go through floats in
     * XLA, and on graphics processors, where those of I32 are left to the processor.
     */
    private Output squared(DType dtype, Output base, Output exponent) {
        Output zero = emitter.wholeNumber(dtype, 0);
        Output power = emitter.add("OnesLike", base);
        Output square = base;
        for (int bit = 0; bit < 8 * dtype.bytes() - 1; bit++) {
            Output set =
                    emitter.add(
                            "NotEqual",
                            emitter.add(
                                    "BitwiseAnd", exponent, emitter.wholeNumber(dtype, 1L << bit)),
                            zero);
            power = emitter.select(set, emitter.add("Mul", power, square), power);
            square = emitter.add("Mul", square, square);
        }
        return power;
    }

    /** Integers, as if they had no sign; TensorFlow takes counts that are too large as smaller. */
    private Output shift(String type, DType dtype, Output a, Output b) {
        int wide = dtype == DType.I64 ? DataTypes.UINT64 : UINT32;
        Output zero = emitter.wholeNumber(dtype, 0);
        Output inside =
                emitter.add(
                        "LogicalAnd",
                        emitter.add("GreaterEqual", b, zero),
                        emitter.add("Less", b, emitter.wholeNumber(dtype, 8L * dtype.bytes())));
        Output count = emitter.select(inside, b, zero);
        Output shifted = emitter.add(type, emitter.bitcast(a, wide), emitter.bitcast(count, wide));
        return emitter.select(inside, emitter.bitcast(shifted, DataTypes.of(dtype)), zero);
    }

    private static DType dtype(Node node) {
        return node.operands().getFirst().type().dtype();
    }
}
