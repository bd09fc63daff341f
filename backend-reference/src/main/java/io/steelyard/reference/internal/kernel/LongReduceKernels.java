package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * I64 reductions over the last axis of {@code [rows, columns]} and over the middle one of {@code
 * [outer, middle, inner]}.
 *
 * <p>Sums are modulo 2^64. {@code out} must not be {@code in}. Stateless and safe for concurrent
 * use.
 */
public final class LongReduceKernels {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private LongReduceKernels() {}

    /** Sums of the rows {@code rowFrom} to {@code rowTo}. */
    public static void sumRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 3);
            LongVector reduced = LongVector.broadcast(SPECIES, 0);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                LongVector x = LongVector.fromMemorySegment(SPECIES, ALL, from + (i << 3), ORDER);
                reduced = x.add(reduced);
            }
            long a = reduced.reduceLanes(VectorOperators.ADD);
            for (; i < columns; i++) {
                long b = NativeMemory.getLong(from + (i << 3));
                a = a + b;
            }
            NativeMemory.setLong(out + (row << 3), a);
        }
    }

    /**
     * Sums over the middle axis, for the inner indices {@code innerFrom} to {@code innerTo} of each
     * outer one.
     */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Long> inside = SPECIES.indexInRange(i, innerTo);
                LongVector reduced = LongVector.broadcast(SPECIES, 0);
                for (long m = 0; m < middle; m++) {
                    LongVector x =
                            LongVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 3),
                                    ORDER,
                                    inside);
                    reduced = x.add(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 3), ORDER, inside);
            }
        }
    }

    /** Largest elements of the rows {@code rowFrom} to {@code rowTo}. */
    public static void maxRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 3);
            LongVector reduced = LongVector.broadcast(SPECIES, Long.MIN_VALUE);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                LongVector x = LongVector.fromMemorySegment(SPECIES, ALL, from + (i << 3), ORDER);
                reduced = x.max(reduced);
            }
            long a = reduced.reduceLanes(VectorOperators.MAX);
            for (; i < columns; i++) {
                long b = NativeMemory.getLong(from + (i << 3));
                a = Math.max(a, b);
            }
            NativeMemory.setLong(out + (row << 3), a);
        }
    }

    /**
     * Largest elements over the middle axis, for the inner indices {@code innerFrom} to {@code
     * innerTo} of each outer one.
     */
    public static void maxMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Long> inside = SPECIES.indexInRange(i, innerTo);
                LongVector reduced = LongVector.broadcast(SPECIES, Long.MIN_VALUE);
                for (long m = 0; m < middle; m++) {
                    LongVector x =
                            LongVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 3),
                                    ORDER,
                                    inside);
                    reduced = x.max(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 3), ORDER, inside);
            }
        }
    }

    /** Smallest elements of the rows {@code rowFrom} to {@code rowTo}. */
    public static void minRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 3);
            LongVector reduced = LongVector.broadcast(SPECIES, Long.MAX_VALUE);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                LongVector x = LongVector.fromMemorySegment(SPECIES, ALL, from + (i << 3), ORDER);
                reduced = x.min(reduced);
            }
            long a = reduced.reduceLanes(VectorOperators.MIN);
            for (; i < columns; i++) {
                long b = NativeMemory.getLong(from + (i << 3));
                a = Math.min(a, b);
            }
            NativeMemory.setLong(out + (row << 3), a);
        }
    }

    /**
     * Smallest elements over the middle axis, for the inner indices {@code innerFrom} to {@code
     * innerTo} of each outer one.
     */
    public static void minMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Long> inside = SPECIES.indexInRange(i, innerTo);
                LongVector reduced = LongVector.broadcast(SPECIES, Long.MAX_VALUE);
                for (long m = 0; m < middle; m++) {
                    LongVector x =
                            LongVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + ((o * middle + m) * inner + i << 3),
                                    ORDER,
                                    inside);
                    reduced = x.min(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 3), ORDER, inside);
            }
        }
    }
}
