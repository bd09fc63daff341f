package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Conversions between F32 and the formats of two bytes, F16 and BF16. To F32 they are exact; from
 * F32 they round to the nearest number, half to even.
 *
 * <p>A vector of ints holds two numbers a lane: those in the low halves and those in the high
 * halves are computed apart and then interleaved, so that vectors of one width do. {@code out} must
 * not overlap {@code in}. Stateless and safe for concurrent use.
 */
public final class HalfKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** The lanes of two vectors in turns: the first half of the result. */
    private static final IntVector INTERLEAVE_LOW = interleave(0);

    /** The lanes of two vectors in turns: the second half of the result. */
    private static final IntVector INTERLEAVE_HIGH = interleave(LANES / 2);

    /** Every other lane of two vectors, from the first one on. */
    private static final IntVector EVEN = everyOther(0);

    /** Every other lane of two vectors, from the second one on. */
    private static final IntVector ODD = everyOther(1);

    private static final int SIGN = 0x80000000;
    private static final int HIGH = 0xFFFF0000;

    /** 2 to the power 112, by which the exponents of F32 and F16 are apart. */
    private static final float SCALE = 0x1p112f;

    /** The bits of infinity of F16 where those of an F32 have their exponent and mantissa. */
    private static final int SHIFTED_INFINITY = 0x7C00 << 13;

    private static final int INFINITY = 0x7F800000;

    /** The highest bit of the mantissa, which no NaN loses. */
    private static final int QUIET = 0x400000;

    /** The bits of 65536, above all that F16 has. */
    private static final int TOO_LARGE = 127 + 16 << 23;

    /** The bits of the smallest normal number of F16. */
    private static final int SMALLEST_NORMAL = 127 - 14 << 23;

    /** How far the exponents are apart, and the rounding of the 13 bits that go. */
    private static final int REBASE = (15 - 127 << 23) + 0xFFF;

    private static final int HALF_INFINITY = 0x7C00;
    private static final int HALF_NAN = 0x7E00;

    /** A number whose last place is the smallest number of F16: adding it rounds to these. */
    private static final float SUBNORMAL_ROUNDING = 0.5f;

    private static final int SUBNORMAL_ROUNDING_BITS = 126 << 23;

    private HalfKernels() {}

    private static IntVector interleave(int from) {
        int[] lanes = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = from + lane / 2 + lane % 2 * LANES;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }

    private static IntVector everyOther(int from) {
        int[] lanes = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            lanes[lane] = from + 2 * lane;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }

    /** The lanes of two vectors in turns: the first or the second half of them. */
    static IntVector interleaved(IntVector low, IntVector high, int half) {
        return (half == 0 ? INTERLEAVE_LOW : INTERLEAVE_HIGH).selectFrom(low, high);
    }

    /** BF16 to F32: two bytes of zeros below. */
    public static void bfloat16ToFloat(long out, long in, long count) {
        long i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = IntVector.fromMemorySegment(INTS, ALL, in + (i << 1), ORDER);
            IntVector low = pairs.lanewise(VectorOperators.LSHL, 16);
            IntVector high = pairs.and(HIGH);
            INTERLEAVE_LOW.selectFrom(low, high).intoMemorySegment(ALL, out + (i << 2), ORDER);
            INTERLEAVE_HIGH
                    .selectFrom(low, high)
                    .intoMemorySegment(ALL, out + (i << 2) + WIDTH, ORDER);
        }
        ScalarHalfKernels.bfloat16ToFloat(out + (i << 2), in + (i << 1), count - i);
    }

    /** F32 to BF16. */
    public static void floatToBFloat16(long out, long in, long count) {
        long i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector a = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2), ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2) + WIDTH, ORDER);
            VectorMask<Integer> aNaN = a.and(~SIGN).compare(VectorOperators.GT, INFINITY);
            VectorMask<Integer> bNaN = b.and(~SIGN).compare(VectorOperators.GT, INFINITY);
            // Half of the last place that stays, and a little less where that place is even.
            IntVector first = a.add(a.lanewise(VectorOperators.LSHR, 16).and(1).add(0x7FFF));
            IntVector second = b.add(b.lanewise(VectorOperators.LSHR, 16).and(1).add(0x7FFF));
            first = first.blend(a.or(QUIET), aNaN);
            second = second.blend(b.or(QUIET), bNaN);
            EVEN.selectFrom(first, second)
                    .lanewise(VectorOperators.LSHR, 16)
                    .or(ODD.selectFrom(first, second).and(HIGH))
                    .intoMemorySegment(ALL, out + (i << 1), ORDER);
        }
        ScalarHalfKernels.floatToBFloat16(out + (i << 1), in + (i << 2), count - i);
    }

    /**
     * F16 to F32: the bits of a half, moved to where a float has them, are that number times {@code
     * 2^-112}, subnormal ones included.
     */
    public static void float16ToFloat(long out, long in, long count) {
        long i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector pairs = IntVector.fromMemorySegment(INTS, ALL, in + (i << 1), ORDER);
            IntVector lowBits = pairs.and(0x7FFF).lanewise(VectorOperators.LSHL, 13);
            IntVector highBits = pairs.lanewise(VectorOperators.LSHR, 3).and(0x7FFF << 13);
            IntVector low = lowBits.reinterpretAsFloats().mul(SCALE).reinterpretAsInts();
            IntVector high = highBits.reinterpretAsFloats().mul(SCALE).reinterpretAsInts();
            // An exponent of ones stays one: infinity and NaN.
            VectorMask<Integer> lowEnd = lowBits.compare(VectorOperators.GE, SHIFTED_INFINITY);
            VectorMask<Integer> highEnd = highBits.compare(VectorOperators.GE, SHIFTED_INFINITY);
            low = low.blend(low.or(INFINITY), lowEnd);
            high = high.blend(high.or(INFINITY), highEnd);
            low = low.or(pairs.lanewise(VectorOperators.LSHL, 16).and(SIGN));
            high = high.or(pairs.and(SIGN));
            INTERLEAVE_LOW.selectFrom(low, high).intoMemorySegment(ALL, out + (i << 2), ORDER);
            INTERLEAVE_HIGH
                    .selectFrom(low, high)
                    .intoMemorySegment(ALL, out + (i << 2) + WIDTH, ORDER);
        }
        ScalarHalfKernels.float16ToFloat(out + (i << 2), in + (i << 1), count - i);
    }

    /** F32 to F16; 65520 and more become infinite. */
    public static void floatToFloat16(long out, long in, long count) {
        long i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            IntVector a = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2), ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2) + WIDTH, ORDER);
            IntVector x = a.and(~SIGN);
            IntVector y = b.and(~SIGN);
            IntVector first = x.add(x.lanewise(VectorOperators.LSHR, 13).and(1).add(REBASE));
            IntVector second = y.add(y.lanewise(VectorOperators.LSHR, 13).and(1).add(REBASE));
            first = first.lanewise(VectorOperators.LSHR, 13);
            second = second.lanewise(VectorOperators.LSHR, 13);
            IntVector xSmall = x.reinterpretAsFloats().add(SUBNORMAL_ROUNDING).reinterpretAsInts();
            IntVector ySmall = y.reinterpretAsFloats().add(SUBNORMAL_ROUNDING).reinterpretAsInts();
            first =
                    first.blend(
                            xSmall.sub(SUBNORMAL_ROUNDING_BITS),
                            x.compare(VectorOperators.LT, SMALLEST_NORMAL));
            second =
                    second.blend(
                            ySmall.sub(SUBNORMAL_ROUNDING_BITS),
                            y.compare(VectorOperators.LT, SMALLEST_NORMAL));
            first = first.blend(HALF_INFINITY, x.compare(VectorOperators.GE, TOO_LARGE));
            second = second.blend(HALF_INFINITY, y.compare(VectorOperators.GE, TOO_LARGE));
            first = first.blend(HALF_NAN, x.compare(VectorOperators.GT, INFINITY));
            second = second.blend(HALF_NAN, y.compare(VectorOperators.GT, INFINITY));
            first = first.or(a.and(SIGN).lanewise(VectorOperators.LSHR, 16));
            second = second.or(b.and(SIGN).lanewise(VectorOperators.LSHR, 16));
            EVEN.selectFrom(first, second)
                    .or(ODD.selectFrom(first, second).lanewise(VectorOperators.LSHL, 16))
                    .intoMemorySegment(ALL, out + (i << 1), ORDER);
        }
        ScalarHalfKernels.floatToFloat16(out + (i << 1), in + (i << 2), count - i);
    }
}
