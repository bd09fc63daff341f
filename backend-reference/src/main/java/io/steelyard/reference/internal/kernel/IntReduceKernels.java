package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * I32 and BOOL reductions over the last axis of {@code [rows, columns]} and over the middle one of
 * {@code [outer, middle, inner]}.
 *
 * <p>Sums are modulo 2^32. {@code out} must not be {@code in}. Stateless and safe for concurrent
 * use.
 */
public final class IntReduceKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private IntReduceKernels() {}

    /** Sums of the rows {@code rowFrom} to {@code rowTo}. */
    public static void sumRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            IntVector reduced = IntVector.broadcast(INTS, 0);
            long i = 0;
            for (; i <= columns - INTS.length(); i += INTS.length()) {
                IntVector x = IntVector.fromMemorySegment(INTS, ALL, from + (i << 2), ORDER);
                reduced = x.add(reduced);
            }
            int a = reduced.reduceLanes(VectorOperators.ADD);
            for (; i < columns; i++) {
                int b = NativeMemory.getInt(from + (i << 2));
                a = a + b;
            }
            NativeMemory.setInt(out + (row << 2), a);
        }
    }

    /**
     * Sums over the middle axis, for the inner indices {@code innerFrom} to {@code innerTo} of each
     * outer one.
     */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += INTS.length()) {
                VectorMask<Integer> inside = INTS.indexInRange(i, innerTo);
                IntVector reduced = IntVector.broadcast(INTS, 0);
                for (long m = 0; m < middle; m++) {
                    IntVector x =
                            IntVector.fromMemorySegment(
                                    INTS,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 2),
                                    ORDER,
                                    inside);
                    reduced = x.add(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 2), ORDER, inside);
            }
        }
    }

    /** Largest elements of the rows {@code rowFrom} to {@code rowTo}. */
    public static void maxRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            IntVector reduced = IntVector.broadcast(INTS, Integer.MIN_VALUE);
            long i = 0;
            for (; i <= columns - INTS.length(); i += INTS.length()) {
                IntVector x = IntVector.fromMemorySegment(INTS, ALL, from + (i << 2), ORDER);
                reduced = x.max(reduced);
            }
            int a = reduced.reduceLanes(VectorOperators.MAX);
            for (; i < columns; i++) {
                int b = NativeMemory.getInt(from + (i << 2));
                a = Math.max(a, b);
            }
            NativeMemory.setInt(out + (row << 2), a);
        }
    }

    /**
     * Largest elements over the middle axis, for the inner indices {@code innerFrom} to {@code
     * innerTo} of each outer one.
     */
    public static void maxMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += INTS.length()) {
                VectorMask<Integer> inside = INTS.indexInRange(i, innerTo);
                IntVector reduced = IntVector.broadcast(INTS, Integer.MIN_VALUE);
                for (long m = 0; m < middle; m++) {
                    IntVector x =
                            IntVector.fromMemorySegment(
                                    INTS,
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

    /** Smallest elements of the rows {@code rowFrom} to {@code rowTo}. */
    public static void minRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            IntVector reduced = IntVector.broadcast(INTS, Integer.MAX_VALUE);
            long i = 0;
            for (; i <= columns - INTS.length(); i += INTS.length()) {
                IntVector x = IntVector.fromMemorySegment(INTS, ALL, from + (i << 2), ORDER);
                reduced = x.min(reduced);
            }
            int a = reduced.reduceLanes(VectorOperators.MIN);
            for (; i < columns; i++) {
                int b = NativeMemory.getInt(from + (i << 2));
                a = Math.min(a, b);
            }
            NativeMemory.setInt(out + (row << 2), a);
        }
    }

    /**
     * Smallest elements over the middle axis, for the inner indices {@code innerFrom} to {@code
     * innerTo} of each outer one.
     */
    public static void minMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += INTS.length()) {
                VectorMask<Integer> inside = INTS.indexInRange(i, innerTo);
                IntVector reduced = IntVector.broadcast(INTS, Integer.MAX_VALUE);
                for (long m = 0; m < middle; m++) {
                    IntVector x =
                            IntVector.fromMemorySegment(
                                    INTS,
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

    /** Whether all of the bytes of each row hold. */
    public static void andRows(long out, long in, long columns, long rowFrom, long rowTo) {
        andMiddle(out + rowFrom, in + rowFrom * columns, rowTo - rowFrom, columns, 1, 0, 1);
    }

    /**
     * Whether all of the bytes along the middle axis hold, for the inner indices {@code innerFrom}
     * to {@code innerTo} of each outer one.
     */
    public static void andMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                int reduced = 1;
                for (long m = 0; m < middle; m++) {
                    reduced &= NativeMemory.getByte(in + (o * middle + m) * inner + i);
                }
                NativeMemory.setByte(out + o * inner + i, (byte) reduced);
            }
        }
    }

    /** Whether any of the bytes of each row hold. */
    public static void orRows(long out, long in, long columns, long rowFrom, long rowTo) {
        orMiddle(out + rowFrom, in + rowFrom * columns, rowTo - rowFrom, columns, 1, 0, 1);
    }

    /**
     * Whether any of the bytes along the middle axis hold, for the inner indices {@code innerFrom}
     * to {@code innerTo} of each outer one.
     */
    public static void orMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                int reduced = 0;
                for (long m = 0; m < middle; m++) {
                    reduced |= NativeMemory.getByte(in + (o * middle + m) * inner + i);
                }
                NativeMemory.setByte(out + o * inner + i, (byte) reduced);
            }
        }
    }
}
