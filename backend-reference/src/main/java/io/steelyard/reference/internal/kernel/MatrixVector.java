package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Products of a vector and a matrix, at the speed of the memory that the matrix is read from.
 * Distances between rows are in bytes. The order of each sum depends on neither the range of rows
 * or columns of the call nor on whether the code is compiled, which {@code reduceLanes} would not
 * promise.
 */
final class MatrixVector {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Floats of scratch that {@link #dots} needs. */
    static final int FOLD = 4 * LANES;

    private MatrixVector() {}

    /**
     * {@code y[i] = sum over p of x[p] matrix[i, p]} for rows {@code from} to {@code to}.
     *
     * @param x the vector, padded with zeros to a whole number of vectors
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
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
        // A long counter: with an int one the loop is unrolled in a way that loads out of order
        // and loses half of the memory's speed.
        long whole = SPECIES.loopBound(k);
        VectorMask<Float> tail = SPECIES.indexInRange(whole, k);
        for (int i = from; i < to; i += 4) {
            // The last rows are read again where there are fewer than four.
            long r0 = matrix + i * row;
            long r1 = matrix + Math.min(i + 1, to - 1) * row;
            long r2 = matrix + Math.min(i + 2, to - 1) * row;
            long r3 = matrix + Math.min(i + 3, to - 1) * row;
            FloatVector s0 = FloatVector.zero(SPECIES);
            FloatVector s1 = FloatVector.zero(SPECIES);
            FloatVector s2 = FloatVector.zero(SPECIES);
            FloatVector s3 = FloatVector.zero(SPECIES);
            for (long p = 0; p < whole; p += LANES) {
                FloatVector xs = FloatVector.fromArray(SPECIES, x, (int) p);
                s0 = FloatVector.fromMemorySegment(SPECIES, ALL, r0 + 4 * p, ORDER).fma(xs, s0);
                s1 = FloatVector.fromMemorySegment(SPECIES, ALL, r1 + 4 * p, ORDER).fma(xs, s1);
                s2 = FloatVector.fromMemorySegment(SPECIES, ALL, r2 + 4 * p, ORDER).fma(xs, s2);
                s3 = FloatVector.fromMemorySegment(SPECIES, ALL, r3 + 4 * p, ORDER).fma(xs, s3);
            }
            if (whole < k) {
                long end = 4 * whole;
                FloatVector xs = FloatVector.fromArray(SPECIES, x, (int) whole);
                s0 = FloatVector.fromMemorySegment(SPECIES, ALL, r0 + end, ORDER, tail).fma(xs, s0);
                s1 = FloatVector.fromMemorySegment(SPECIES, ALL, r1 + end, ORDER, tail).fma(xs, s1);
                s2 = FloatVector.fromMemorySegment(SPECIES, ALL, r2 + end, ORDER, tail).fma(xs, s2);
                s3 = FloatVector.fromMemorySegment(SPECIES, ALL, r3 + end, ORDER, tail).fma(xs, s3);
            }
            s0.intoArray(fold, 0);
            s1.intoArray(fold, LANES);
            s2.intoArray(fold, 2 * LANES);
            s3.intoArray(fold, 3 * LANES);
            for (int half = LANES / 2; half > 0; half /= 2) {
                for (int l = 0; l < half; l++) {
                    fold[l] += fold[l + half];
                    fold[LANES + l] += fold[LANES + l + half];
                    fold[2 * LANES + l] += fold[2 * LANES + l + half];
                    fold[3 * LANES + l] += fold[3 * LANES + l + half];
                }
            }
            for (int r = 0; r < Math.min(4, to - i); r++) {
                long at = y + 4L * (i + r);
                float sum = fold[r * LANES];
                if (add) {
                    sum += NativeMemory.getFloat(at);
                }
                if (bias != 0) {
                    sum += NativeMemory.getFloat(bias + 4L * (i + r));
                }
                NativeMemory.setFloat(at, sum);
            }
        }
    }

    /**
     * {@code y[j] = sum over p of x[p] matrix[p, j]} for columns {@code from} to {@code to}.
     *
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
     */
    static void combination(
            float[] x,
            int k,
            long matrix,
            long row,
            int from,
            int to,
            long y,
            boolean add,
            long bias) {
        long start = 4L * from;
        long end = 4L * to;
        long whole = start + 4L * SPECIES.loopBound(to - from);
        VectorMask<Float> tail = SPECIES.indexInRange(0, (end - whole) / 4);
        for (long j = start; j < end; j += 4 * LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(0, (end - j) / 4);
            FloatVector sum = FloatVector.zero(SPECIES);
            if (add) {
                sum = FloatVector.fromMemorySegment(SPECIES, ALL, y + j, ORDER, mask);
            }
            if (bias != 0) {
                sum = FloatVector.fromMemorySegment(SPECIES, ALL, bias + j, ORDER, mask).add(sum);
            }
            sum.intoMemorySegment(ALL, y + j, ORDER, mask);
        }
        int p = 0;
        for (; p + 8 <= k; p += 8) {
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[p]);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[p + 1]);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[p + 2]);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[p + 3]);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[p + 4]);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[p + 5]);
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[p + 6]);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[p + 7]);
            long r0 = matrix + p * row;
            long r1 = r0 + row;
            long r2 = r1 + row;
            long r3 = r2 + row;
            long r4 = r3 + row;
            long r5 = r4 + row;
            long r6 = r5 + row;
            long r7 = r6 + row;
            for (long j = start; j < whole; j += 4 * LANES) {
                FloatVector s = FloatVector.fromMemorySegment(SPECIES, ALL, y + j, ORDER);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r0 + j, ORDER).fma(x0, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r1 + j, ORDER).fma(x1, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r2 + j, ORDER).fma(x2, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r3 + j, ORDER).fma(x3, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r4 + j, ORDER).fma(x4, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r5 + j, ORDER).fma(x5, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r6 + j, ORDER).fma(x6, s);
                s = FloatVector.fromMemorySegment(SPECIES, ALL, r7 + j, ORDER).fma(x7, s);
                s.intoMemorySegment(ALL, y + j, ORDER);
            }
        }
        for (; p < k; p++) {
            FloatVector xs = FloatVector.broadcast(SPECIES, x[p]);
            long r = matrix + p * row;
            for (long j = start; j < whole; j += 4 * LANES) {
                FloatVector s = FloatVector.fromMemorySegment(SPECIES, ALL, y + j, ORDER);
                FloatVector.fromMemorySegment(SPECIES, ALL, r + j, ORDER)
                        .fma(xs, s)
                        .intoMemorySegment(ALL, y + j, ORDER);
            }
        }
        if (whole < end) {
            FloatVector s = FloatVector.fromMemorySegment(SPECIES, ALL, y + whole, ORDER, tail);
            for (int q = 0; q < k; q++) {
                s =
                        FloatVector.fromMemorySegment(
                                        SPECIES, ALL, matrix + q * row + whole, ORDER, tail)
                                .fma(FloatVector.broadcast(SPECIES, x[q]), s);
            }
            s.intoMemorySegment(ALL, y + whole, ORDER, tail);
        }
    }
}
