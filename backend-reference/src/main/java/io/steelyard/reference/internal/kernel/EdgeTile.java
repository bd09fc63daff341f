package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/** Writes the part of a whole tile that lies within C, at its lower and right edges. */
final class EdgeTile {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private EdgeTile() {}

    /**
     * Adds C if {@code add}, then the bias unless its address is 0, in the order of the tiles.
     *
     * @param tile the sums, rows {@code tileRow} bytes apart
     */
    static void write(
            long tile,
            long tileRow,
            int rows,
            int columns,
            long c,
            long cRow,
            boolean add,
            long bias) {
        for (int j = 0; j < columns; j += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(j, columns);
            for (int r = 0; r < rows; r++) {
                long to = c + r * cRow + 4L * j;
                FloatVector sum =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, tile + r * tileRow + 4L * j, ORDER);
                if (add) {
                    sum = FloatVector.fromMemorySegment(SPECIES, ALL, to, ORDER, mask).add(sum);
                }
                if (bias != 0) {
                    sum =
                            FloatVector.fromMemorySegment(SPECIES, ALL, bias + 4L * j, ORDER, mask)
                                    .add(sum);
                }
                sum.intoMemorySegment(ALL, to, ORDER, mask);
            }
        }
    }
}
