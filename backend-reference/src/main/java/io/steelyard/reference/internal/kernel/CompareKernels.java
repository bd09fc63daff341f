package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Comparisons: {@code out[i] = left[i] op right[i]} as one byte an element, 0 or 1.
 *
 * <p>{@code left} and {@code right} are addresses of {@code count} elements, {@code out} of {@code
 * count} bytes apart from them. A comparison with NaN is false, but for {@code ne}. Stateless and
 * safe for concurrent use.
 */
public final class CompareKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Byte> BYTES = ByteLanes.SPECIES;

    private CompareKernels() {}

    /** Equal. */
    public static void eqFloat(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, left + (i << 2), ORDER);
                FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.EQ, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.eqFloat(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Not equal. */
    public static void neFloat(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, left + (i << 2), ORDER);
                FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.NE, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.neFloat(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Less. */
    public static void ltFloat(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, left + (i << 2), ORDER);
                FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.LT, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.ltFloat(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Less or equal. */
    public static void leFloat(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                FloatVector a = FloatVector.fromMemorySegment(FLOATS, ALL, left + (i << 2), ORDER);
                FloatVector b = FloatVector.fromMemorySegment(FLOATS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.LE, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.leFloat(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Greater. */
    public static void gtFloat(long out, long left, long right, long count) {
        ltFloat(out, right, left, count);
    }

    /** Greater or equal. */
    public static void geFloat(long out, long left, long right, long count) {
        leFloat(out, right, left, count);
    }

    /** Equal. */
    public static void eqInt(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                IntVector a = IntVector.fromMemorySegment(INTS, ALL, left + (i << 2), ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.EQ, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.eqInt(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Not equal. */
    public static void neInt(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                IntVector a = IntVector.fromMemorySegment(INTS, ALL, left + (i << 2), ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.NE, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.neInt(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Less. */
    public static void ltInt(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                IntVector a = IntVector.fromMemorySegment(INTS, ALL, left + (i << 2), ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.LT, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.ltInt(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Less or equal. */
    public static void leInt(long out, long left, long right, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                IntVector a = IntVector.fromMemorySegment(INTS, ALL, left + (i << 2), ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, ALL, right + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, a.compare(VectorOperators.LE, b).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarCompareKernels.leInt(out + i, left + (i << 2), right + (i << 2), count - i);
    }

    /** Greater. */
    public static void gtInt(long out, long left, long right, long count) {
        ltInt(out, right, left, count);
    }

    /** Greater or equal. */
    public static void geInt(long out, long left, long right, long count) {
        leInt(out, right, left, count);
    }

    /** Equal, of bytes that are 0 or 1. */
    public static void eqBool(long out, long left, long right, long count) {
        long i = 0;
        for (; i <= count - BYTES.length(); i += BYTES.length()) {
            ByteVector a = ByteVector.fromMemorySegment(BYTES, ALL, left + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(BYTES, ALL, right + i, ORDER);
            a.lanewise(VectorOperators.XOR, b)
                    .lanewise(VectorOperators.XOR, (byte) 1)
                    .intoMemorySegment(ALL, out + i, ORDER);
        }
        ScalarCompareKernels.eqBool(out + i, left + i, right + i, count - i);
    }

    /** Not equal, of bytes that are 0 or 1. */
    public static void neBool(long out, long left, long right, long count) {
        long i = 0;
        for (; i <= count - BYTES.length(); i += BYTES.length()) {
            ByteVector a = ByteVector.fromMemorySegment(BYTES, ALL, left + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(BYTES, ALL, right + i, ORDER);
            a.lanewise(VectorOperators.XOR, b).intoMemorySegment(ALL, out + i, ORDER);
        }
        ScalarCompareKernels.neBool(out + i, left + i, right + i, count - i);
    }
}
