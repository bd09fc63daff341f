package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * The vectors of F32 kernels, how they are read and written, and the rotations that add up their
 * lanes in a fixed order: the order of the Vector API's own sum of lanes is not defined and changes
 * when a kernel is compiled.
 */
public final class FloatLanes {
    /** The preferred vectors, of 16 lanes at most. */
    public static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16
                    ? FloatVector.SPECIES_PREFERRED
                    : FloatVector.SPECIES_512;

    /** How many elements a vector has. */
    public static final int LANES = SPECIES.length();

    /** The byte order of the machine. */
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    static final VectorShuffle<Float> ROTATE_8 = VectorShuffle.iota(SPECIES, 8, 1, true);
    static final VectorShuffle<Float> ROTATE_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
    static final VectorShuffle<Float> ROTATE_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
    static final VectorShuffle<Float> ROTATE_1 = VectorShuffle.iota(SPECIES, 1, 1, true);

    private FloatLanes() {}

    /** The vector at an address. */
    public static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
    }

    /** Writes a vector to an address. */
    public static void store(FloatVector vector, long address) {
        vector.intoMemorySegment(ALL, address, ORDER);
    }

    /** Elements {@code i} and following of {@code count}; lanes beyond the last element are 0. */
    static FloatVector load(long array, long i, long count) {
        return count - i >= LANES
                ? load(array + (i << 2))
                : FloatVector.fromMemorySegment(
                        SPECIES, ALL, array + (i << 2), ORDER, SPECIES.indexInRange(i, count));
    }
}
