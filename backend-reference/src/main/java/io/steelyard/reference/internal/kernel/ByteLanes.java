package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one width of byte vectors. The methods of the Vector API are compiled by what was seen of
 * them anywhere in the process: with byte vectors of two widths about, each of them may end up
 * boxed, in some runs and not in others.
 */
public final class ByteLanes {
    private static final int WORDS = FloatVector.SPECIES_PREFERRED.length();

    /** Whether there are vectors of as many bytes as there are words in a vector. */
    static final boolean MATCH_WORDS = WORDS >= 8;

    /** As many bytes as there are words in a vector, but no fewer than 8. */
    public static final VectorSpecies<Byte> SPECIES =
            MATCH_WORDS
                    ? VectorSpecies.of(byte.class, VectorShape.forBitSize(8 * WORDS))
                    : ByteVector.SPECIES_64;

    static final int LANES = SPECIES.length();

    private ByteLanes() {}
}
