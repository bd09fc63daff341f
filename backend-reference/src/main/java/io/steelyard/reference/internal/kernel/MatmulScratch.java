package io.steelyard.reference.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a thread needs to multiply matrices. It grows on demand and is reused for ever. */
final class MatmulScratch {
    private static final ThreadLocal<MatmulScratch> OF_THREAD =
            ThreadLocal.withInitial(MatmulScratch::new);

    /** The product that this thread asks for, which workers read. */
    final MatmulJob job = new MatmulJob();

    /** The product in parts that this thread asks for, which workers read. */
    final MatmulParts parts = new MatmulParts();

    /** The batch of products that this thread asks for. */
    final MatmulBatch batch = new MatmulBatch();

    /** Sums of {@link MatrixVector#dots}. */
    final float[] fold = new float[MatrixVector.FOLD];

    private final MemorySegment tile =
            Arena.ofAuto().allocate(4L * MatmulTiling.ROWS * MatmulTiling.COLUMNS, 64);

    private final MemorySegment lastRows =
            Arena.ofAuto().allocate(4L * MatmulTiling.ROWS * MatmulTiling.MAX_STRETCH, 64);

    private final ScratchMemory packed = new ScratchMemory();
    private final ScratchMemory converted = new ScratchMemory();

    private MatmulScratch() {}

    static MatmulScratch ofThread() {
        return OF_THREAD.get();
    }

    /** Room for one tile, as an address. */
    long tile() {
        return tile.address();
    }

    /** Room for a stretch of as many rows as a tile has, as an address. */
    long lastRows() {
        return lastRows.address();
    }

    /** Room for the operand that a task packs for itself, as an address. */
    long packed(long bytes) {
        return packed.ofBytes(bytes);
    }

    /** Room for a panel of B as F32 before it is transposed, as an address. */
    long converted(long bytes) {
        return converted.ofBytes(bytes);
    }
}
