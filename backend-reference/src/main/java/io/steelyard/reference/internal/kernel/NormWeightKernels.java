package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import java.nio.ByteOrder;

/**
 * The gradients of the weight and the bias of layer normalization: sums over all rows, first those
 * of blocks of {@value #BLOCK} rows, while these lie in a cache, then those of the blocks in order.
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class NormWeightKernels {
    /** Rows of a block. */
    public static final int BLOCK = 64;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Rows that are added to the sums at a time. */
    private static final int TOGETHER = 4;

    private NormWeightKernels() {}

    /** Floats from the sums of a block to those of the next. */
    public static int distance(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /**
     * Sums over the rows of one block.
     *
     * @param weightSums address of {@link #distance} floats, written
     * @param biasSums address of as many
     * @param rowFrom the first row, of {@code [rows, columns]}
     */
    public static void layerNormBlock(
            long weightSums,
            long biasSums,
            long outGradient,
            long x,
            long mean,
            long rstd,
            int columns,
            long rowFrom,
            long rowTo) {
        boolean first = true;
        long row = rowFrom;
        for (; row + TOGETHER <= rowTo; row += TOGETHER) {
            addFour(weightSums, biasSums, outGradient, x, mean, rstd, columns, row, first);
            first = false;
        }
        for (; row < rowTo; row++) {
            addOne(weightSums, biasSums, outGradient, x, mean, rstd, columns, row, first);
            first = false;
        }
    }

    private static void addFour(
            long weightSums,
            long biasSums,
            long outGradient,
            long x,
            long mean,
            long rstd,
            int columns,
            long row,
            boolean first) {
        long bytes = 4L * columns;
        long g0 = outGradient + row * bytes;
        long x0 = x + row * bytes;
        float mean0 = NativeMemory.getFloat(mean + 4 * row);
        float mean1 = NativeMemory.getFloat(mean + 4 * row + 4);
        float mean2 = NativeMemory.getFloat(mean + 4 * row + 8);
        float mean3 = NativeMemory.getFloat(mean + 4 * row + 12);
        float scale0 = NativeMemory.getFloat(rstd + 4 * row);
        float scale1 = NativeMemory.getFloat(rstd + 4 * row + 4);
        float scale2 = NativeMemory.getFloat(rstd + 4 * row + 8);
        float scale3 = NativeMemory.getFloat(rstd + 4 * row + 12);
        long i = 0;
        for (; i <= columns - LANES; i += LANES) {
            long at = 4 * i;
            FloatVector weights = FloatVector.zero(SPECIES);
            FloatVector biases = weights;
            if (!first) {
                weights = load(weightSums + at);
                biases = load(biasSums + at);
            }
            FloatVector g = load(g0 + at);
            weights = g.fma(load(x0 + at).sub(mean0).mul(scale0), weights);
            biases = biases.add(g);
            g = load(g0 + bytes + at);
            weights = g.fma(load(x0 + bytes + at).sub(mean1).mul(scale1), weights);
            biases = biases.add(g);
            g = load(g0 + 2 * bytes + at);
            weights = g.fma(load(x0 + 2 * bytes + at).sub(mean2).mul(scale2), weights);
            biases = biases.add(g);
            g = load(g0 + 3 * bytes + at);
            weights = g.fma(load(x0 + 3 * bytes + at).sub(mean3).mul(scale3), weights);
            biases = biases.add(g);
            weights.intoMemorySegment(ALL, weightSums + at, ORDER);
            biases.intoMemorySegment(ALL, biasSums + at, ORDER);
        }
        for (int r = 0; i < columns && r < TOGETHER; r++) {
            addTail(
                    weightSums,
                    biasSums,
                    outGradient,
                    x,
                    mean,
                    rstd,
                    columns,
                    row + r,
                    i,
                    first && r == 0);
        }
    }

    private static void addOne(
            long weightSums,
            long biasSums,
            long outGradient,
            long x,
            long mean,
            long rstd,
            int columns,
            long row,
            boolean first) {
        for (long i = 0; i < columns; i += LANES) {
            addTail(weightSums, biasSums, outGradient, x, mean, rstd, columns, row, i, first);
        }
    }

    /** One vector of a row, or what is left of it. */
    private static void addTail(
            long weightSums,
            long biasSums,
            long outGradient,
            long x,
            long mean,
            long rstd,
            int columns,
            long row,
            long i,
            boolean first) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, columns);
        long at = 4 * (row * columns + i);
        FloatVector g =
                FloatVector.fromMemorySegment(SPECIES, ALL, outGradient + at, ORDER, inside);
        FloatVector values = FloatVector.fromMemorySegment(SPECIES, ALL, x + at, ORDER, inside);
        float center = NativeMemory.getFloat(mean + 4 * row);
        float scale = NativeMemory.getFloat(rstd + 4 * row);
        FloatVector weights = FloatVector.zero(SPECIES);
        FloatVector biases = weights;
        if (!first) {
            weights = load(weightSums + 4 * i);
            biases = load(biasSums + 4 * i);
        }
        weights = g.fma(values.sub(center).mul(scale), weights);
        weights.intoMemorySegment(ALL, weightSums + 4 * i, ORDER);
        biases.add(g).intoMemorySegment(ALL, biasSums + 4 * i, ORDER);
    }

    /**
     * The sums over blocks, of the columns {@code columnFrom} to {@code columnTo}.
     *
     * @param sums address of those of the first block
     * @param distance floats from them to those of the next
     * @param out address of {@code [columns]} floats
     */
    public static void addBlocks(
            long out, long sums, int blocks, long distance, int columnFrom, int columnTo) {
        for (long i = columnFrom; i < columnTo; i += LANES) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, columnTo);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int block = 0; block < blocks; block++) {
                long at = sums + 4 * (block * distance + i);
                sum = sum.add(FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER, inside));
            }
            sum.intoMemorySegment(ALL, out + 4 * i, ORDER, inside);
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
    }
}
