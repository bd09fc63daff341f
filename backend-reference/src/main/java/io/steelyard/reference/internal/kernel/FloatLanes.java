package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of the row kernels, and the rotations that add up their lanes in a fixed order: the
 * order of the Vector API's own sum of lanes is not defined and changes when a kernel is compiled.
 */
final class FloatLanes {
    /** The preferred vectors, of 16 lanes at most. */
    static final VectorSpecies<Float> SPECIES =
            FloatVector.SPECIES_PREFERRED.length() <= 16
                    ? FloatVector.SPECIES_PREFERRED
                    : FloatVector.SPECIES_512;

    static final int LANES = SPECIES.length();
    static final VectorShuffle<Float> ROTATE_8 = VectorShuffle.iota(SPECIES, 8, 1, true);
    static final VectorShuffle<Float> ROTATE_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
    static final VectorShuffle<Float> ROTATE_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
    static final VectorShuffle<Float> ROTATE_1 = VectorShuffle.iota(SPECIES, 1, 1, true);

    private FloatLanes() {}
}
