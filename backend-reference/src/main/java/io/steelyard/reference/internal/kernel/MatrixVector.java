package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Products of a vector and a matrix, at the speed of the memory that the matrix is read from: it is
 * read row by row, four vectors at a time, since the processor fetches ahead one line after the
 * other best. Distances between rows are in bytes. The order of each sum depends on neither the
 * range of rows or columns of the call nor on whether the code is compiled, which {@code
 * reduceLanes} would not promise.
 */
final class MatrixVector {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BYTES = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Floats of scratch that {@link #dots} needs. */
    static final int FOLD = (LANES + 1) * LANES;

    private MatrixVector() {}

    /**
     * {@code y[i] = sum over p of x[p] matrix[i, p]} for rows {@code from} to {@code to}.
     *
     * @param x the vector, padded with zeros to a whole number of vectors
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
     * @param fold scratch
     */
    static void dots(
            float[] x,
            int k,
            long matrix,
            long row,
            int from,
            int to,
            long y,
            boolean add,
            long bias,
            float[] fold) {
        for (int i = from; i < to; i += LANES) {
            int rows = Math.min(LANES, to - i);
            for (int r = 0; r < rows; r++) {
                dot(x, k, matrix + (i + r) * row).intoArray(fold, r * LANES);
            }
            writeDots(fold, i, rows, y, add, bias);
        }
    }

    /** Sums the lanes of some vectors, which are products of the rows from {@code i} on. */
    static void writeDots(float[] fold, int i, int rows, long y, boolean add, long bias) {
        LaneSums.sum(fold, 0, fold, LANES * LANES);
        VectorMask<Float> mask = SPECIES.indexInRange(0, rows);
        FloatVector sums = FloatVector.fromArray(SPECIES, fold, LANES * LANES);
        finish(sums, y + 4L * i, add, bias == 0 ? 0 : bias + 4L * i, mask);
    }

    /** The product of x and a row, but for the sum over the lanes. */
    private static FloatVector dot(float[] x, int k, long row) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        // A long counter: with an int one the loop is unrolled in a way that loads out of order
        // and loses half of the memory's speed.
        long p = 0;
        for (; p + 4 * LANES <= k; p += 4 * LANES) {
            int at = (int) p;
            long from = row + 4 * p;
            s0 = load(from).fma(FloatVector.fromArray(SPECIES, x, at), s0);
            s1 = load(from + BYTES).fma(FloatVector.fromArray(SPECIES, x, at + LANES), s1);
            s2 = load(from + 2 * BYTES).fma(FloatVector.fromArray(SPECIES, x, at + 2 * LANES), s2);
            s3 = load(from + 3 * BYTES).fma(FloatVector.fromArray(SPECIES, x, at + 3 * LANES), s3);
        }
        for (; p + LANES <= k; p += LANES) {
            s0 = load(row + 4 * p).fma(FloatVector.fromArray(SPECIES, x, (int) p), s0);
        }
        if (p < k) {
            s1 =
                    load(row + 4 * p, SPECIES.indexInRange(p, k))
                            .fma(FloatVector.fromArray(SPECIES, x, (int) p), s1);
        }
        // The compiler knows the class of zero, and not that of what a loop leaves.
        FloatVector zero = FloatVector.zero(SPECIES);
        return zero.add(s0).add(s1).add(zero.add(s2).add(s3));
    }

    /**
     * {@code sums[j] = sum over p of x[p] matrix[p, j]} for rows {@code from} to {@code to}.
     *
     * @param matrix the address of the first of {@code columns} columns
     * @param sums the address of as many floats, rounded up to whole vectors
     */
    static void combination(
            float[] x, long matrix, long row, int from, int to, int columns, long sums) {
        FloatVector zero = FloatVector.zero(SPECIES);
        long end = 4L * columns;
        for (long j = 0; j < end; j += BYTES) {
            zero.intoMemorySegment(ALL, sums + j, ORDER);
        }
        for (int p = from; p < to; p++) {
            addRow(x[p], matrix + p * row, columns, sums);
        }
    }

    private static void addRow(float factor, long row, int columns, long sums) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        long end = 4L * columns;
        long j = 0;
        for (; j + 4 * BYTES <= end; j += 4 * BYTES) {
            long to = sums + j;
            long from = row + j;
            FloatVector s0 = load(from).fma(x, load(to));
            FloatVector s1 = load(from + BYTES).fma(x, load(to + BYTES));
            FloatVector s2 = load(from + 2 * BYTES).fma(x, load(to + 2 * BYTES));
            FloatVector s3 = load(from + 3 * BYTES).fma(x, load(to + 3 * BYTES));
            s0.intoMemorySegment(ALL, to, ORDER);
            s1.intoMemorySegment(ALL, to + BYTES, ORDER);
            s2.intoMemorySegment(ALL, to + 2 * BYTES, ORDER);
            s3.intoMemorySegment(ALL, to + 3 * BYTES, ORDER);
        }
        for (; j + BYTES <= end; j += BYTES) {
            load(row + j).fma(x, load(sums + j)).intoMemorySegment(ALL, sums + j, ORDER);
        }
        if (j < end) {
            load(row + j, SPECIES.indexInRange(0, (end - j) / 4))
                    .fma(x, load(sums + j))
                    .intoMemorySegment(ALL, sums + j, ORDER);
        }
    }

    /**
     * Adds parts of sums, in their order, for columns {@code from} to {@code to}.
     *
     * @param sums the first part; the next lies {@code part} bytes further on
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
     */
    static void addParts(
            long sums, long part, int parts, int from, int to, long y, boolean add, long bias) {
        for (long j = from; j < to; j += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(j, to);
            FloatVector sum = load(sums + 4 * j, mask);
            for (int i = 1; i < parts; i++) {
                sum = load(sums + i * part + 4 * j, mask).add(sum);
            }
            finish(sum, y + 4 * j, add, bias == 0 ? 0 : bias + 4 * j, mask);
        }
    }

    /** Writes sums, plus what was there and a bias if they are wanted. */
    static void finish(FloatVector sum, long y, boolean add, long bias, VectorMask<Float> mask) {
        FloatVector all = sum;
        if (add) {
            all = load(y, mask).add(all);
        }
        if (bias != 0) {
            all = load(bias, mask).add(all);
        }
        all.intoMemorySegment(ALL, y, ORDER, mask);
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
    }

    private static FloatVector load(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER, mask);
    }
}
