package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Which keys an attention may see beside what its shape hides: bytes {@code [batch, heads, timeQ,
 * timeK]}, 0 for a key that is hidden. Those of a row are contiguous; the distances from one batch
 * entry, head and query to the next are 0 where all share a row.
 *
 * @param address of the first byte, 0 for no mask
 */
public record AttentionMask(long address, long batch, long head, long query) {
    /** Hides nothing. */
    public static final AttentionMask NONE = new AttentionMask(0, 0, 0, 0);

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES = ByteLanes.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Whether there is a mask. */
    boolean isPresent() {
        return address != 0;
    }

    /** The address of the bytes of a query. */
    long row(int b, int h, int i) {
        return address + b * batch + h * head + i * query;
    }

    /** Whether a query may see a key. */
    boolean sees(int b, int h, int i, int j) {
        return address == 0 || NativeMemory.getByte(row(b, h, i) + j) != 0;
    }

    /**
     * Writes a value over those of {@code count} keys from {@code at} on that are hidden.
     *
     * @param row address of the byte of the first of them
     */
    static void fill(float[] values, int at, long row, int count, float value) {
        int i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                ByteVector seen = ByteVector.fromMemorySegment(BYTES, ALL, row + i, ORDER);
                FloatVector.fromArray(SPECIES, values, at + i)
                        .blend(value, seen.compare(VectorOperators.EQ, (byte) 0).cast(SPECIES))
                        .intoArray(values, at + i);
            }
        }
        for (; i < count; i++) {
            if (NativeMemory.getByte(row + i) == 0) {
                values[at + i] = value;
            }
        }
    }
}
