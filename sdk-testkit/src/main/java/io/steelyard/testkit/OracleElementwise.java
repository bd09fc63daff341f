package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.integers;
import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/** The operations that look at one element of each operand at a time. */
final class OracleElementwise {
    private OracleElementwise() {}

    static OracleValue unary(UnaryKind kind, OracleValue operand) {
        return switch (operand) {
            case Reals(TensorType type, double[] elements) ->
                    new Reals(type, Arrays.stream(elements).map(x -> unary(kind, x)).toArray());
            case Integers(TensorType type, long[] elements) ->
                    new Integers(
                            type,
                            Arrays.stream(elements)
                                    .map(x -> Rounding.wrap(unary(kind, x), type.dtype()))
                                    .toArray());
        };
    }

    static double unary(UnaryKind kind, double x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case TANH -> Math.tanh(x);
            case ERF -> errorFunction(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case FLOOR -> Math.floor(x);
            case NOT -> throw new IllegalArgumentException("not takes no floats");
        };
    }

    private static long unary(UnaryKind kind, long x) {
        return switch (kind) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case NOT -> ~x;
            case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR ->
                    throw new IllegalArgumentException(kind.text() + " takes no integers");
        };
    }

    /**
     * {@code erf(x) = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1*3*..*(2n+1))} (Abramowitz and
     * Stegun 1964, 7.1.6): all terms have one sign, so that nothing cancels.
     */
    static double errorFunction(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > Math.abs(sum) * 0x1p-60; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    static OracleValue binary(BinaryKind kind, OracleValue left, OracleValue right) {
        TensorType type = left.type();
        return switch (left) {
            case Reals(_, double[] a) ->
                    new Reals(type, zip(a, reals(right), (x, y) -> binary(kind, x, y)));
            case Integers(_, long[] a) ->
                    new Integers(
                            type,
                            zip(a, integers(right), (x, y) -> binary(kind, type.dtype(), x, y)));
        };
    }

    static double binary(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> a / b;
            case REM -> a % b;
            case POW -> Math.pow(a, b);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
            case AND, OR, XOR, SHL, SHR ->
                    throw new IllegalArgumentException(kind.text() + " takes no floats");
        };
    }

    static long binary(BinaryKind kind, DType dtype, long a, long b) {
        int width = 8 * dtype.bytes();
        long result =
                switch (kind) {
                    case ADD -> a + b;
                    case SUB -> a - b;
                    case MUL -> a * b;
                    case DIV -> b == 0 ? 0 : a / b;
                    case REM -> b == 0 ? 0 : a % b;
                    case POW -> power(a, Math.max(0, b));
                    case MAX -> Math.max(a, b);
                    case MIN -> Math.min(a, b);
                    case AND -> a & b;
                    case OR -> a | b;
                    case XOR -> a ^ b;
                    case SHL -> b < 0 || b >= width ? 0 : a << b;
                    case SHR -> b < 0 || b >= width ? 0 : unsigned(a, width) >>> b;
                };
        return Rounding.wrap(result, dtype);
    }

    /** The bits of an integer of some width with zeros above them. */
    private static long unsigned(long value, int width) {
        return width == 64 ? value : value & ((1L << width) - 1);
    }

    /** By repeated squaring, modulo 2^64. */
    private static long power(long base, long exponent) {
        long result = 1;
        for (long square = base, rest = exponent; rest > 0; rest >>= 1, square *= square) {
            if ((rest & 1) == 1) {
                result *= square;
            }
        }
        return result;
    }

    static Integers compare(
            Comparison comparison, OracleValue left, OracleValue right, TensorType type) {
        return new Integers(
                type,
                switch (left) {
                    case Reals(_, double[] a) -> {
                        double[] b = reals(right);
                        yield bits(a.length, i -> holds(comparison, a[i], b[i]));
                    }
                    case Integers(_, long[] a) -> {
                        long[] b = integers(right);
                        yield bits(a.length, i -> holds(comparison, a[i], b[i]));
                    }
                });
    }

    private static boolean holds(Comparison comparison, double a, double b) {
        return switch (comparison) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        };
    }

    private static boolean holds(Comparison comparison, long a, long b) {
        return switch (comparison) {
            case EQ -> a == b;
            case NE -> a != b;
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
        };
    }

    static OracleValue select(OracleValue condition, OracleValue onTrue, OracleValue onFalse) {
        long[] chosen = integers(condition);
        return switch (onTrue) {
            case Reals(TensorType type, double[] a) -> {
                double[] b = reals(onFalse);
                yield new Reals(
                        type,
                        IntStream.range(0, a.length)
                                .mapToDouble(i -> chosen[i] != 0 ? a[i] : b[i])
                                .toArray());
            }
            case Integers(TensorType type, long[] a) -> {
                long[] b = integers(onFalse);
                yield new Integers(
                        type,
                        IntStream.range(0, a.length)
                                .mapToLong(i -> chosen[i] != 0 ? a[i] : b[i])
                                .toArray());
            }
        };
    }

    static OracleValue convert(OracleValue operand, TensorType type) {
        DType dtype = type.dtype();
        return switch (operand) {
            case Reals(_, double[] a) when dtype.isFloating() ->
                    new Reals(type, Arrays.stream(a).map(x -> Rounding.round(x, dtype)).toArray());
            case Reals(_, double[] a) ->
                    new Integers(
                            type, Arrays.stream(a).mapToLong(x -> toInteger(x, dtype)).toArray());
            case Integers(_, long[] a) when dtype.isFloating() ->
                    new Reals(type, Arrays.stream(a).mapToDouble(x -> toFloat(x, dtype)).toArray());
            case Integers(_, long[] a) when dtype == DType.BOOL ->
                    new Integers(type, Arrays.stream(a).map(x -> x != 0 ? 1 : 0).toArray());
            case Integers(_, long[] a) ->
                    new Integers(
                            type, Arrays.stream(a).map(x -> Rounding.wrap(x, dtype)).toArray());
        };
    }

    private static long toInteger(double x, DType dtype) {
        return switch (dtype) {
            case I32 -> (int) x;
            case I64 -> (long) x;
            case U8 -> Math.clamp((long) x, 0, 255);
            case BOOL -> x != 0 ? 1 : 0;
            case F32, F64, F16, BF16 -> throw new IllegalArgumentException(dtype + " is a float");
        };
    }

    private static double toFloat(long x, DType dtype) {
        // A long has more bits than a double: its rounding to float must not go through one.
        return dtype == DType.F32 ? (float) x : Rounding.round((double) x, dtype);
    }

    /** Goes through the bytes of the array, where a dtype has its bits. */
    static OracleValue bitcast(OracleValue operand, TensorType type) {
        return OracleValue.of(NdArray.of(type, operand.toArray().memory()));
    }

    private static double[] zip(double[] a, double[] b, DoubleBinaryOperator operator) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> operator.applyAsDouble(a[i], b[i]))
                .toArray();
    }

    private static long[] zip(long[] a, long[] b, LongBinaryOperator operator) {
        return IntStream.range(0, a.length)
                .mapToLong(i -> operator.applyAsLong(a[i], b[i]))
                .toArray();
    }

    private static long[] bits(int count, IntPredicate predicate) {
        return IntStream.range(0, count).mapToLong(i -> predicate.test(i) ? 1 : 0).toArray();
    }
}
