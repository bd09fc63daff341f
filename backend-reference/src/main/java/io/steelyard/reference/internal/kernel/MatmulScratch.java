package io.steelyard.reference.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a thread needs to multiply matrices. It grows on demand and is reused for ever. */
final class MatmulScratch {
    private static final ThreadLocal<MatmulScratch> OF_THREAD =
            ThreadLocal.withInitial(MatmulScratch::new);

    /** The product that this thread asks for, which workers read. */
    final MatmulJob job = new MatmulJob();

    /** The batch of products that this thread asks for. */
    final MatmulBatch batch = new MatmulBatch();

    /** Sums of {@link MatrixVector#dots}. */
    final float[] fold = new float[MatrixVector.FOLD];

    private final MemorySegment tile =
            Arena.ofAuto().allocate(4L * MatmulTiling.ROWS * MatmulTiling.COLUMNS, 64);

    private final MemorySegment transposed =
            Arena.ofAuto().allocate(4L * MatmulPacking.TRANSPOSED, 64);

    private float[] packed = new float[0];

    private MatmulScratch() {}

    static MatmulScratch ofThread() {
        return OF_THREAD.get();
    }

    /** Room for one tile, as an address. */
    long tile() {
        return tile.address();
    }

    /** Room for {@link MatmulPacking#transposedRows}, as an address. */
    long transposed() {
        return transposed.address();
    }

    /** Room for the operand that a task packs for itself. */
    float[] packed(int size) {
        if (packed.length < size) {
            packed = new float[size];
        }
        return packed;
    }
}
