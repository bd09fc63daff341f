package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

/**
 * A float of 8 or 4 bits: sign, exponent, mantissa (Micikevicius et al. 2022, "FP8 formats for deep
 * learning"; OCP "Microscaling formats", 2023). Its bits are carried in I32.
 *
 * @param bits all of them
 * @param mantissa how many of them are the mantissa
 * @param bias of the exponent
 * @param largest the largest finite value
 * @param nan the bits of a NaN: without the sign, or all of them where only one is; -1 where none
 *     is
 * @param infinity the bits of infinity without the sign; -1 where there is none
 * @param hasNegativeZero whether the sign bit alone is a zero
 */
public record SmallFloat(
        int bits,
        int mantissa,
        int bias,
        double largest,
        int nan,
        int infinity,
        boolean hasNegativeZero) {
    private static final int FLOAT_MANTISSA = 23;
    private static final int FLOAT_BIAS = 127;

    /** The format of a type that is carried as its bits. */
    public static SmallFloat of(ElementType type) {
        return switch (type) {
            case FLOAT8E4M3FN -> new SmallFloat(8, 3, 7, 448, 0x7f, -1, true);
            case FLOAT8E4M3FNUZ -> new SmallFloat(8, 3, 8, 240, 0x80, -1, false);
            case FLOAT8E5M2 -> new SmallFloat(8, 2, 15, 57344, 0x7f, 0x7c, true);
            case FLOAT8E5M2FNUZ -> new SmallFloat(8, 2, 16, 57344, 0x80, -1, false);
            case FLOAT4E2M1 -> new SmallFloat(4, 1, 1, 6, -1, -1, true);
            case FLOAT,
                    UINT8,
                    INT8,
                    UINT16,
                    INT16,
                    INT32,
                    INT64,
                    BOOL,
                    FLOAT16,
                    DOUBLE,
                    UINT32,
                    UINT64,
                    BFLOAT16,
                    UINT4,
                    INT4,
                    UINT2,
                    INT2 ->
                    throw new IllegalArgumentException(type + " is carried by value");
        };
    }

    /** The value of some bits. */
    public float value(int code) {
        int sign = 1 << (bits - 1);
        int magnitude = code & (sign - 1);
        boolean negative = (code & sign) != 0;
        if (infinity >= 0 && magnitude >= infinity) {
            return magnitude > infinity
                    ? Float.NaN
                    : negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        if ((hasNegativeZero ? magnitude : code) == nan) {
            return Float.NaN;
        }
        int exponent = magnitude >> mantissa;
        int fraction = magnitude & ((1 << mantissa) - 1);
        float value =
                exponent == 0
                        ? Math.scalb((float) fraction, smallestExponent() - mantissa)
                        : Math.scalb(
                                (float) (fraction | 1 << mantissa), exponent - bias - mantissa);
        return negative ? -value : value;
    }

    private int smallestExponent() {
        return 1 - bias;
    }

    /** The values of bits, as F32. */
    Tensor decode(Tensor codes) {
        float[] values = new float[1 << bits];
        for (int code = 0; code < values.length; code++) {
            values[code] = value(code);
        }
        return codes.recorder().constant(NdArray.of(values, values.length)).take(0, codes);
    }

    /**
     * The bits of the nearest values, ties to even. Beyond the largest, values become the largest
     * if they saturate, and otherwise infinity, or NaN in a format without it.
     */
    Tensor encode(Tensor numbers, boolean saturate) {
        Tensor x = numbers.convert(DType.F32);
        Tensor magnitude = x.abs();
        Tensor rounded = nearest(magnitude);
        Tensor overflow = rounded.gt(rounded.scalar(largest));
        Tensor code = code(rounded.min(rounded.scalar(largest)));
        if (!saturate && nan >= 0) {
            code = overflow.select(code.scalar(infinity >= 0 ? infinity : nan), code);
        }
        Tensor signBit = x.bitcast(DType.I32).shr(code.scalar(31));
        Tensor sign = signBit.shl(code.scalar(bits - 1));
        if (!hasNegativeZero) {
            // The sign bit alone is NaN, so zero has no sign, and NaN has it already.
            Tensor unsigned = code.eq(code.scalar(0)).or(code.eq(code.scalar(nan)));
            sign = unsigned.select(sign.filled(0), sign);
        }
        Tensor signed = code.or(sign);
        // Where there is no NaN, the conversion of one is not specified: the largest, by
        // saturation.
        return nan < 0 ? signed : x.ne(x).select(code.scalar(nan), signed);
    }

    /** Positive F32 rounded to the precision of the format, its range ignored above. */
    private Tensor nearest(Tensor magnitude) {
        Tensor bitsOfFloat = magnitude.bitcast(DType.I32);
        Tensor exponent =
                bitsOfFloat
                        .shr(bitsOfFloat.scalar(FLOAT_MANTISSA))
                        .max(bitsOfFloat.scalar(FLOAT_BIAS + smallestExponent()));
        Tensor unit =
                exponent.sub(mantissa)
                        .shl(exponent.scalar(FLOAT_MANTISSA))
                        .bitcast(DType.F32); // the distance between neighbours
        return Numbers.roundHalfToEven(magnitude.div(unit)).mul(unit);
    }

    /** The bits of positive values of the format. */
    private Tensor code(Tensor value) {
        Tensor bitsOfFloat = value.bitcast(DType.I32);
        Tensor normal =
                bitsOfFloat
                        .shr(bitsOfFloat.scalar(FLOAT_MANTISSA - mantissa))
                        .sub((double) (FLOAT_BIAS - bias << mantissa));
        double smallestNormal = Math.scalb(1.0, smallestExponent());
        Tensor subnormal =
                value.mul(Math.scalb(1.0, mantissa - smallestExponent())).convert(DType.I32);
        return value.lt(value.scalar(smallestNormal)).select(subnormal, normal);
    }
}
