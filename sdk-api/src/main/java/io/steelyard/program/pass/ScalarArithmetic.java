package io.steelyard.program.pass;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

/**
 * Operations on known scalars, as {@link UnaryKind}, {@link BinaryKind}, {@link Comparison} and
 * {@code Op.Convert} define them, rounded once to the dtype. Null where the definition leaves the
 * result open, or where it would have to be rounded twice: there the backend decides.
 */
final class ScalarArithmetic {
    private ScalarArithmetic() {}

    static @Nullable NdArray unary(UnaryKind kind, NdArray operand) {
        return switch (operand.dtype()) {
            case F32, F64, F16, BF16 -> floating(kind, operand);
            case I32, I64, U8 -> integer(kind, operand);
            case BOOL -> kind == UnaryKind.NOT ? bool(operand.getLong(0) == 0) : null;
        };
    }

    private static @Nullable NdArray floating(UnaryKind kind, NdArray operand) {
        double x = operand.get(0);
        return switch (kind) {
            case NEG -> of(operand.dtype(), -x);
            case ABS -> of(operand.dtype(), Math.abs(x));
            case EXP -> of(operand.dtype(), StrictMath.exp(x));
            case LOG -> of(operand.dtype(), StrictMath.log(x));
            // A square root rounded to binary64 first rounds to the narrower formats as if once.
            case SQRT -> of(operand.dtype(), Math.sqrt(x));
            case TANH -> of(operand.dtype(), StrictMath.tanh(x));
            case SIN -> of(operand.dtype(), StrictMath.sin(x));
            case COS -> of(operand.dtype(), StrictMath.cos(x));
            case FLOOR -> of(operand.dtype(), Math.floor(x));
            // Java has no error function to take the value from; logic is for integers and bool.
            case ERF, NOT -> null;
        };
    }

    private static @Nullable NdArray integer(UnaryKind kind, NdArray operand) {
        long x = operand.getLong(0);
        return switch (kind) {
            case NEG -> wrapped(operand.dtype(), -x);
            case ABS -> wrapped(operand.dtype(), Math.abs(x));
            case NOT -> wrapped(operand.dtype(), ~x);
            case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR -> null;
        };
    }

    static @Nullable NdArray binary(BinaryKind kind, NdArray left, NdArray right) {
        DType dtype = left.dtype();
        return switch (dtype) {
            case F64 -> binary64(kind, left.get(0), right.get(0));
            // Of operands in a 16-bit format, + - * / rounded to binary32 and then again round as
            // once:
            // binary32 has more than twice their digits and two more.
            case F32, F16, BF16 -> binary32(kind, dtype, (float) left.get(0), (float) right.get(0));
            case I32, I64, U8 -> integer(kind, dtype, left.getLong(0), right.getLong(0));
            case BOOL -> logic(kind, left.getLong(0) != 0, right.getLong(0) != 0);
        };
    }

    private static @Nullable NdArray binary32(BinaryKind kind, DType dtype, float a, float b) {
        return switch (kind) {
            case ADD -> of(dtype, a + b);
            case SUB -> of(dtype, a - b);
            case MUL -> of(dtype, a * b);
            case DIV -> of(dtype, a / b);
            case REM -> of(dtype, a % b);
            case POW, MAX, MIN -> choice(kind, dtype, a, b);
            case AND, OR, XOR, SHL, SHR -> null;
        };
    }

    private static @Nullable NdArray binary64(BinaryKind kind, double a, double b) {
        return switch (kind) {
            case ADD -> of(DType.F64, a + b);
            case SUB -> of(DType.F64, a - b);
            case MUL -> of(DType.F64, a * b);
            case DIV -> of(DType.F64, a / b);
            case REM -> of(DType.F64, a % b);
            case POW, MAX, MIN -> choice(kind, DType.F64, a, b);
            case AND, OR, XOR, SHL, SHR -> null;
        };
    }

    /** Open are powers of NaN and infinity, and which of two zeros is the larger. */
    private static @Nullable NdArray choice(BinaryKind kind, DType dtype, double a, double b) {
        if (kind == BinaryKind.POW) {
            return Double.isFinite(a) && Double.isFinite(b)
                    ? of(dtype, StrictMath.pow(a, b))
                    : null;
        }
        if (a == 0 && b == 0 && Double.compare(a, b) != 0) {
            return null;
        }
        return of(dtype, kind == BinaryKind.MAX ? Math.max(a, b) : Math.min(a, b));
    }

    private static NdArray integer(BinaryKind kind, DType dtype, long a, long b) {
        int bits = 8 * dtype.bytes();
        boolean inside = b >= 0 && b < bits;
        long unsigned = bits == 64 ? a : a & ((1L << bits) - 1);
        return switch (kind) {
            case ADD -> wrapped(dtype, a + b);
            case SUB -> wrapped(dtype, a - b);
            case MUL -> wrapped(dtype, a * b);
            case DIV -> wrapped(dtype, b == 0 ? 0 : a / b);
            case REM -> wrapped(dtype, b == 0 ? 0 : a % b);
            case POW -> wrapped(dtype, power(a, b));
            case MAX -> wrapped(dtype, Math.max(a, b));
            case MIN -> wrapped(dtype, Math.min(a, b));
            case AND -> wrapped(dtype, a & b);
            case OR -> wrapped(dtype, a | b);
            case XOR -> wrapped(dtype, a ^ b);
            case SHL -> wrapped(dtype, inside ? a << b : 0);
            case SHR -> wrapped(dtype, inside ? unsigned >>> b : 0);
        };
    }

    private static long power(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long rest = Math.max(0, exponent); rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }

    private static @Nullable NdArray logic(BinaryKind kind, boolean a, boolean b) {
        return switch (kind) {
            case AND -> bool(a && b);
            case OR -> bool(a || b);
            case XOR -> bool(a != b);
            case ADD, SUB, MUL, DIV, REM, POW, MAX, MIN, SHL, SHR -> null;
        };
    }

    static NdArray compare(Comparison comparison, NdArray left, NdArray right) {
        if (left.dtype() == DType.I64) {
            int order = Long.compare(left.getLong(0), right.getLong(0));
            return compare(comparison, order, 0);
        }
        return compare(comparison, left.get(0), right.get(0));
    }

    private static NdArray compare(Comparison comparison, double a, double b) {
        return bool(
                switch (comparison) {
                    case EQ -> a == b;
                    case NE -> a != b;
                    case LT -> a < b;
                    case LE -> a <= b;
                    case GT -> a > b;
                    case GE -> a >= b;
                });
    }

    static @Nullable NdArray convert(DType dtype, NdArray operand) {
        return operand.dtype().isFloating()
                ? convertFloating(dtype, operand.get(0))
                : convertInteger(dtype, operand.getLong(0));
    }

    private static @Nullable NdArray convertFloating(DType dtype, double x) {
        return switch (dtype) {
            case F32, F64 -> of(dtype, x);
            // The way to 16 bits leads through binary32: exact only when that step is.
            case F16, BF16 -> Double.isNaN(x) || (float) x == x ? of(dtype, x) : null;
            case I32 -> wrapped(dtype, (int) x);
            case I64 -> wrapped(dtype, (long) x);
            case U8 -> wrapped(dtype, Math.clamp((long) x, 0, 255));
            case BOOL -> bool(x != 0);
        };
    }

    private static @Nullable NdArray convertInteger(DType dtype, long x) {
        return switch (dtype) {
            case F64 -> of(dtype, x);
            case F32 -> of(dtype, (float) x);
            case F16, BF16 -> (long) (float) x == x ? of(dtype, x) : null;
            case I32, I64, U8 -> wrapped(dtype, x);
            case BOOL -> bool(x != 0);
        };
    }

    private static NdArray of(DType dtype, double value) {
        NdArray scalar = NdArray.zeros(TensorType.of(dtype));
        scalar.set(0, value);
        return scalar;
    }

    /** The integer modulo 2^bits. */
    private static NdArray wrapped(DType dtype, long value) {
        NdArray scalar = NdArray.zeros(TensorType.of(dtype));
        scalar.setLong(0, dtype == DType.I32 ? (int) value : value & mask(dtype));
        return scalar;
    }

    private static long mask(DType dtype) {
        return dtype == DType.U8 ? 0xff : -1L;
    }

    private static NdArray bool(boolean value) {
        return of(DType.BOOL, value ? 1 : 0);
    }
}
