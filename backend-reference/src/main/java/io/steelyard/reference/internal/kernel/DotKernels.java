package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Matrix products of dense F64, I32 and I64 matrices: {@code out[rows, n] = left[rows, k] right[k,
 * n]}, four rows and one vector of columns at a time. {@link Matmul} is the one for F32.
 *
 * <p>The terms of an element are added in order of k, so that a result does not depend on the rows
 * that a call is given; integers wrap. {@code out} must not overlap the others. Stateless and safe
 * for concurrent use.
 */
public final class DotKernels {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int ROWS = 4;

    private DotKernels() {}

    /** F64. */
    public static void doubles(long out, long left, long right, long rows, long n, long k) {
        for (long row = 0; row < rows; row += ROWS) {
            // Past the end the last row is computed again.
            long row1 = Math.min(row + 1, rows - 1);
            long row2 = Math.min(row + 2, rows - 1);
            long row3 = Math.min(row + 3, rows - 1);
            long a0 = left + (row * k << 3);
            long a1 = left + (row1 * k << 3);
            long a2 = left + (row2 * k << 3);
            long a3 = left + (row3 * k << 3);
            for (long column = 0; column < n; column += DOUBLES.length()) {
                VectorMask<Double> inside = DOUBLES.indexInRange(column, n);
                DoubleVector s0 = DoubleVector.zero(DOUBLES);
                DoubleVector s1 = DoubleVector.zero(DOUBLES);
                DoubleVector s2 = DoubleVector.zero(DOUBLES);
                DoubleVector s3 = DoubleVector.zero(DOUBLES);
                long from = right + (column << 3);
                for (long at = 0; at < k << 3; at += 8, from += n << 3) {
                    DoubleVector b =
                            DoubleVector.fromMemorySegment(DOUBLES, ALL, from, ORDER, inside);
                    s0 =
                            b.fma(
                                    DoubleVector.broadcast(
                                            DOUBLES, NativeMemory.getDouble(a0 + at)),
                                    s0);
                    s1 =
                            b.fma(
                                    DoubleVector.broadcast(
                                            DOUBLES, NativeMemory.getDouble(a1 + at)),
                                    s1);
                    s2 =
                            b.fma(
                                    DoubleVector.broadcast(
                                            DOUBLES, NativeMemory.getDouble(a2 + at)),
                                    s2);
                    s3 =
                            b.fma(
                                    DoubleVector.broadcast(
                                            DOUBLES, NativeMemory.getDouble(a3 + at)),
                                    s3);
                }
                s0.intoMemorySegment(ALL, out + (row * n + column << 3), ORDER, inside);
                s1.intoMemorySegment(ALL, out + (row1 * n + column << 3), ORDER, inside);
                s2.intoMemorySegment(ALL, out + (row2 * n + column << 3), ORDER, inside);
                s3.intoMemorySegment(ALL, out + (row3 * n + column << 3), ORDER, inside);
            }
        }
    }

    /** I32. */
    public static void ints(long out, long left, long right, long rows, long n, long k) {
        for (long row = 0; row < rows; row += ROWS) {
            // Past the end the last row is computed again.
            long row1 = Math.min(row + 1, rows - 1);
            long row2 = Math.min(row + 2, rows - 1);
            long row3 = Math.min(row + 3, rows - 1);
            long a0 = left + (row * k << 2);
            long a1 = left + (row1 * k << 2);
            long a2 = left + (row2 * k << 2);
            long a3 = left + (row3 * k << 2);
            for (long column = 0; column < n; column += INTS.length()) {
                VectorMask<Integer> inside = INTS.indexInRange(column, n);
                IntVector s0 = IntVector.zero(INTS);
                IntVector s1 = IntVector.zero(INTS);
                IntVector s2 = IntVector.zero(INTS);
                IntVector s3 = IntVector.zero(INTS);
                long from = right + (column << 2);
                for (long at = 0; at < k << 2; at += 4, from += n << 2) {
                    IntVector b = IntVector.fromMemorySegment(INTS, ALL, from, ORDER, inside);
                    s0 = b.mul(NativeMemory.getInt(a0 + at)).add(s0);
                    s1 = b.mul(NativeMemory.getInt(a1 + at)).add(s1);
                    s2 = b.mul(NativeMemory.getInt(a2 + at)).add(s2);
                    s3 = b.mul(NativeMemory.getInt(a3 + at)).add(s3);
                }
                s0.intoMemorySegment(ALL, out + (row * n + column << 2), ORDER, inside);
                s1.intoMemorySegment(ALL, out + (row1 * n + column << 2), ORDER, inside);
                s2.intoMemorySegment(ALL, out + (row2 * n + column << 2), ORDER, inside);
                s3.intoMemorySegment(ALL, out + (row3 * n + column << 2), ORDER, inside);
            }
        }
    }

    /** I64. */
    public static void longs(long out, long left, long right, long rows, long n, long k) {
        for (long row = 0; row < rows; row += ROWS) {
            // Past the end the last row is computed again.
            long row1 = Math.min(row + 1, rows - 1);
            long row2 = Math.min(row + 2, rows - 1);
            long row3 = Math.min(row + 3, rows - 1);
            long a0 = left + (row * k << 3);
            long a1 = left + (row1 * k << 3);
            long a2 = left + (row2 * k << 3);
            long a3 = left + (row3 * k << 3);
            for (long column = 0; column < n; column += LONGS.length()) {
                VectorMask<Long> inside = LONGS.indexInRange(column, n);
                LongVector s0 = LongVector.zero(LONGS);
                LongVector s1 = LongVector.zero(LONGS);
                LongVector s2 = LongVector.zero(LONGS);
                LongVector s3 = LongVector.zero(LONGS);
                long from = right + (column << 3);
                for (long at = 0; at < k << 3; at += 8, from += n << 3) {
                    LongVector b = LongVector.fromMemorySegment(LONGS, ALL, from, ORDER, inside);
                    s0 = b.mul(NativeMemory.getLong(a0 + at)).add(s0);
                    s1 = b.mul(NativeMemory.getLong(a1 + at)).add(s1);
                    s2 = b.mul(NativeMemory.getLong(a2 + at)).add(s2);
                    s3 = b.mul(NativeMemory.getLong(a3 + at)).add(s3);
                }
                s0.intoMemorySegment(ALL, out + (row * n + column << 3), ORDER, inside);
                s1.intoMemorySegment(ALL, out + (row1 * n + column << 3), ORDER, inside);
                s2.intoMemorySegment(ALL, out + (row2 * n + column << 3), ORDER, inside);
                s3.intoMemorySegment(ALL, out + (row3 * n + column << 3), ORDER, inside);
            }
        }
    }
}
