package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_1;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_2;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_4;
import static io.steelyard.reference.internal.kernel.FloatLanes.ROTATE_8;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import java.nio.ByteOrder;

/**
 * F32 reductions over the last axis of {@code [rows, columns]} and over the middle one of {@code
 * [outer, middle, inner]}.
 *
 * <p>A result does not depend on the range that a call is given: F32 sums are taken in a fixed
 * order, rows in chunks of 16384 elements whose sums are added in double precision, middle axes in
 * blocks of 64. {@code out} must not be {@code in}. Stateless and safe for concurrent use.
 */
public final class ReduceKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int WIDTH = 4 * LANES;
    private static final int CHUNK = 16384;
    private static final int BLOCK = 64;

    private ReduceKernels() {}

    /** Sums of the rows {@code rowFrom} to {@code rowTo}. */
    public static void sumRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            double total = 0;
            for (long chunk = 0; chunk < columns; chunk += CHUNK) {
                long start = from + (chunk << 2);
                long size = Math.min(CHUNK, columns - chunk);
                FloatVector a = FloatVector.zero(SPECIES);
                FloatVector b = FloatVector.zero(SPECIES);
                FloatVector c = FloatVector.zero(SPECIES);
                FloatVector d = FloatVector.zero(SPECIES);
                long i = 0;
                for (; i <= size - 4 * LANES; i += 4 * LANES) {
                    long at = start + (i << 2);
                    a = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER).add(a);
                    b = FloatVector.fromMemorySegment(SPECIES, ALL, at + WIDTH, ORDER).add(b);
                    c = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * WIDTH, ORDER).add(c);
                    d = FloatVector.fromMemorySegment(SPECIES, ALL, at + 3 * WIDTH, ORDER).add(d);
                }
                for (; i < size; i += LANES) {
                    a =
                            FloatVector.fromMemorySegment(
                                            SPECIES,
                                            ALL,
                                            start + (i << 2),
                                            ORDER,
                                            SPECIES.indexInRange(i, size))
                                    .add(a);
                }
                a = a.add(b).add(c.add(d));
                if (LANES > 8) {
                    a = a.add(a.rearrange(ROTATE_8));
                }
                if (LANES > 4) {
                    a = a.add(a.rearrange(ROTATE_4));
                }
                if (LANES > 2) {
                    a = a.add(a.rearrange(ROTATE_2));
                }
                if (LANES > 1) {
                    a = a.add(a.rearrange(ROTATE_1));
                }

                total += a.lane(0);
            }
            NativeMemory.setFloat(out + (row << 2), (float) total);
        }
    }

    /**
     * Sums over the middle axis, for the inner indices {@code innerFrom} to {@code innerTo} of each
     * outer one.
     */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        long four = innerTo - (innerTo - innerFrom) % (4 * LANES);
        for (long o = 0; o < outer; o++) {
            long from = in + (o * middle * inner << 2);
            long to = out + (o * inner << 2);
            for (long i = innerFrom; i < four; i += 4 * LANES) {
                sumFour(to + (i << 2), from + (i << 2), middle, inner << 2);
            }
            for (long i = four; i < innerTo; i += LANES) {
                sumOne(to + (i << 2), from + (i << 2), middle, inner << 2, innerTo - i);
            }
        }
    }

    /** Sums of four vectors of columns, so that whole cache lines are read one after the other. */
    private static void sumFour(long out, long in, long middle, long rowBytes) {
        FloatVector sumA = FloatVector.zero(SPECIES);
        FloatVector sumB = sumA;
        FloatVector sumC = sumA;
        FloatVector sumD = sumA;
        long at = in;
        for (long block = 0; block < middle; block += BLOCK) {
            int rows = (int) Math.min(BLOCK, middle - block);
            FloatVector a = FloatVector.zero(SPECIES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int row = 0; row < rows; row++) {
                a = FloatLanes.load(at).add(a);
                b = FloatLanes.load(at + WIDTH).add(b);
                c = FloatLanes.load(at + 2 * WIDTH).add(c);
                d = FloatLanes.load(at + 3 * WIDTH).add(d);
                at += rowBytes;
            }
            sumA = a.add(sumA);
            sumB = b.add(sumB);
            sumC = c.add(sumC);
            sumD = d.add(sumD);
        }
        FloatLanes.store(sumA, out);
        FloatLanes.store(sumB, out + WIDTH);
        FloatLanes.store(sumC, out + 2 * WIDTH);
        FloatLanes.store(sumD, out + 3 * WIDTH);
    }

    /** Sums of a vector of columns, or of the {@code columns} that are left. */
    private static void sumOne(long out, long in, long middle, long rowBytes, long columns) {
        VectorMask<Float> inside = SPECIES.indexInRange(0, columns);
        FloatVector sum = FloatVector.zero(SPECIES);
        long at = in;
        for (long block = 0; block < middle; block += BLOCK) {
            int rows = (int) Math.min(BLOCK, middle - block);
            FloatVector part = FloatVector.zero(SPECIES);
            for (int row = 0; row < rows; row++) {
                part = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER, inside).add(part);
                at += rowBytes;
            }
            sum = part.add(sum);
        }
        sum.intoMemorySegment(ALL, out, ORDER, inside);
    }

    /** Largest elements (NaN if one is NaN) of the rows {@code rowFrom} to {@code rowTo}. */
    public static void maxRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            FloatVector reduced = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                FloatVector x = FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                reduced = x.max(reduced);
            }
            float a = reduced.reduceLanes(VectorOperators.MAX);
            for (; i < columns; i++) {
                float b = NativeMemory.getFloat(from + (i << 2));
                a = Math.max(a, b);
            }
            NativeMemory.setFloat(out + (row << 2), a);
        }
    }

    /**
     * Largest elements (NaN if one is NaN) over the middle axis, for the inner indices {@code
     * innerFrom} to {@code innerTo} of each outer one.
     */
    public static void maxMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Float> inside = SPECIES.indexInRange(i, innerTo);
                FloatVector reduced = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
                for (long m = 0; m < middle; m++) {
                    FloatVector x =
                            FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 2),
                                    ORDER,
                                    inside);
                    reduced = x.max(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 2), ORDER, inside);
            }
        }
    }

    /** Smallest elements (NaN if one is NaN) of the rows {@code rowFrom} to {@code rowTo}. */
    public static void minRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            FloatVector reduced = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                FloatVector x = FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                reduced = x.min(reduced);
            }
            float a = reduced.reduceLanes(VectorOperators.MIN);
            for (; i < columns; i++) {
                float b = NativeMemory.getFloat(from + (i << 2));
                a = Math.min(a, b);
            }
            NativeMemory.setFloat(out + (row << 2), a);
        }
    }

    /**
     * Smallest elements (NaN if one is NaN) over the middle axis, for the inner indices {@code
     * innerFrom} to {@code innerTo} of each outer one.
     */
    public static void minMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Float> inside = SPECIES.indexInRange(i, innerTo);
                FloatVector reduced = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
                for (long m = 0; m < middle; m++) {
                    FloatVector x =
                            FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 2),
                                    ORDER,
                                    inside);
                    reduced = x.min(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 2), ORDER, inside);
            }
        }
    }
}
