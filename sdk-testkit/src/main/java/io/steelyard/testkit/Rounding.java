package io.steelyard.testkit;

import io.steelyard.tensor.DType;

/** The values of a dtype that come nearest to a double or a long. */
final class Rounding {
    private Rounding() {}

    /** The nearest value of a floating dtype, ties to even. */
    static double round(double value, DType dtype) {
        return switch (dtype) {
            case F64 -> value;
            case F32 -> (float) value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(toOdd(value)));
            case BF16 -> toBFloat16(toOdd(value));
            case I32, I64, U8, BOOL -> throw new IllegalArgumentException(dtype + " is no float");
        };
    }

    /**
     * The distance from |value| to the next larger value of the dtype; that of the largest for
     * infinity.
     */
    static double ulp(double value, DType dtype) {
        int precision = precision(dtype);
        int exponent =
                Math.clamp(
                        Math.getExponent(value), smallestExponent(dtype), largestExponent(dtype));
        return Math.scalb(1.0, exponent - precision + 1);
    }

    /**
     * Half the distance from 1 to the next larger value: the largest relative error of a rounding.
     */
    static double unitRoundoff(DType dtype) {
        return Math.scalb(1.0, -precision(dtype));
    }

    /** The largest finite value of a floating dtype. */
    static double largest(DType dtype) {
        return switch (dtype) {
            case F64 -> Double.MAX_VALUE;
            case F32 -> Float.MAX_VALUE;
            case F16 -> 65504;
            case BF16 -> Float.intBitsToFloat(0x7f7f0000);
            case I32, I64, U8, BOOL -> throw new IllegalArgumentException(dtype + " is no float");
        };
    }

    /** The smallest number above 0 that has all digits of the dtype. */
    static double smallestNormal(DType dtype) {
        return Math.scalb(1.0, smallestExponent(dtype));
    }

    /** The low bits of an integer as a value of the dtype. */
    static long wrap(long value, DType dtype) {
        return switch (dtype) {
            case I64 -> value;
            case I32 -> (int) value;
            case U8 -> value & 0xff;
            case BOOL -> value & 1;
            case F32, F64, F16, BF16 -> throw new IllegalArgumentException(dtype + " is a float");
        };
    }

    /**
     * The nearest float, but of two neighbours the one whose last bit is set unless the value is
     * exact: rounding once more to fewer bits is then the same as rounding once (Boldo and
     * Melquiond 2008, "Emulation of FMA and correctly rounded sums: proved algorithms using
     * rounding to odd").
     */
    private static float toOdd(double value) {
        float nearest = (float) value;
        if (nearest == value
                || Double.isNaN(value)
                || (Float.floatToRawIntBits(nearest) & 1) == 1) {
            return nearest;
        }
        return value > nearest ? Math.nextUp(nearest) : Math.nextDown(nearest);
    }

    private static float toBFloat16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
    }

    /** Bits of the significand, the leading one included. */
    private static int precision(DType dtype) {
        return switch (dtype) {
            case F64 -> 53;
            case F32 -> 24;
            case F16 -> 11;
            case BF16 -> 8;
            case I32, I64, U8, BOOL -> throw new IllegalArgumentException(dtype + " is no float");
        };
    }

    private static int smallestExponent(DType dtype) {
        return switch (dtype) {
            case F64 -> Double.MIN_EXPONENT;
            case F16 -> -14;
            case F32, BF16 -> Float.MIN_EXPONENT;
            case I32, I64, U8, BOOL -> throw new IllegalArgumentException(dtype + " is no float");
        };
    }

    private static int largestExponent(DType dtype) {
        return switch (dtype) {
            case F64 -> Double.MAX_EXPONENT;
            case F16 -> 15;
            case F32, BF16 -> Float.MAX_EXPONENT;
            case I32, I64, U8, BOOL -> throw new IllegalArgumentException(dtype + " is no float");
        };
    }
}
