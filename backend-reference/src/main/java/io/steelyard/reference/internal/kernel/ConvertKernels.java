package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Conversions between F32, I32 and BOOL (one byte, 0 or 1).
 *
 * <p>{@code out} may be {@code in} where both have elements of four bytes. Stateless and safe for
 * concurrent use.
 */
public final class ConvertKernels {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Byte> BYTES = ByteLanes.SPECIES;

    private ConvertKernels() {}

    /** Truncates towards 0; saturates; NaN gives 0: Java's cast. */
    public static void floatToInt(long out, long in, long count) {
        long i = 0;

        for (; i <= count - LANES; i += LANES) {
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, in + (i << 2), ORDER);
            ((IntVector) x.convert(VectorOperators.F2I, 0))
                    .intoMemorySegment(ALL, out + (i << 2), ORDER);
        }

        ScalarConvertKernels.floatToInt(out + (i << 2), in + (i << 2), count - i);
    }

    /** Rounds to the nearest float, half to even. */
    public static void intToFloat(long out, long in, long count) {
        long i = 0;

        for (; i <= count - LANES; i += LANES) {
            IntVector x = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2), ORDER);
            ((FloatVector) x.convert(VectorOperators.I2F, 0))
                    .intoMemorySegment(ALL, out + (i << 2), ORDER);
        }

        ScalarConvertKernels.intToFloat(out + (i << 2), in + (i << 2), count - i);
    }

    /** True gives 1, false 0. */
    public static void boolToFloat(long out, long in, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                ByteVector x = ByteVector.fromMemorySegment(BYTES, ALL, in + i, ORDER);
                FloatVector.zero(FLOATS)
                        .blend(1f, x.compare(VectorOperators.NE, (byte) 0).cast(FLOATS))
                        .intoMemorySegment(ALL, out + (i << 2), ORDER);
            }
        }
        ScalarConvertKernels.boolToFloat(out + (i << 2), in + i, count - i);
    }

    /** True where the element is not 0, so also for NaN. */
    public static void floatToBool(long out, long in, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, in + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, x.compare(VectorOperators.NE, 0).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarConvertKernels.floatToBool(out + i, in + (i << 2), count - i);
    }

    /** True gives 1, false 0. */
    public static void boolToInt(long out, long in, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                ByteVector x = ByteVector.fromMemorySegment(BYTES, ALL, in + i, ORDER);
                IntVector.zero(INTS)
                        .blend(1, x.compare(VectorOperators.NE, (byte) 0).cast(INTS))
                        .intoMemorySegment(ALL, out + (i << 2), ORDER);
            }
        }
        ScalarConvertKernels.boolToInt(out + (i << 2), in + i, count - i);
    }

    /** True where the element is not 0. */
    public static void intToBool(long out, long in, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                IntVector x = IntVector.fromMemorySegment(INTS, ALL, in + (i << 2), ORDER);
                ByteVector.zero(BYTES)
                        .blend((byte) 1, x.compare(VectorOperators.NE, 0).cast(BYTES))
                        .intoMemorySegment(ALL, out + i, ORDER);
            }
        }
        ScalarConvertKernels.intToBool(out + i, in + (i << 2), count - i);
    }
}
