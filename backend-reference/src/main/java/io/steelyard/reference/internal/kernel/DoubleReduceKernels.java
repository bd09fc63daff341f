package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * F64 reductions over the last axis of {@code [rows, columns]} and over the middle one of {@code
 * [outer, middle, inner]}.
 *
 * <p>A result does not depend on the range that a call is given: sums are taken in a fixed order,
 * in blocks whose sums are added. {@code out} must not be {@code in}. Stateless and safe for
 * concurrent use.
 */
public final class DoubleReduceKernels {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int BLOCK = 64;

    private DoubleReduceKernels() {}

    /** Sums of the rows {@code rowFrom} to {@code rowTo}. */
    public static void sumRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            double total = 0;
            for (long block = 0; block < columns; block += 8 * BLOCK) {
                total +=
                        sum(
                                in + (row * columns + block << 3),
                                Math.min(8 * BLOCK, columns - block));
            }
            NativeMemory.setDouble(out + (row << 3), total);
        }
    }

    /** Four sums that do not wait for each other, in an order that no vector width changes. */
    private static double sum(long in, long count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        long at = in;
        long end = in + (count << 3);
        for (; at <= end - 32; at += 32) {
            a += NativeMemory.getDouble(at);
            b += NativeMemory.getDouble(at + 8);
            c += NativeMemory.getDouble(at + 16);
            d += NativeMemory.getDouble(at + 24);
        }
        for (; at < end; at += 8) {
            a += NativeMemory.getDouble(at);
        }
        return a + b + (c + d);
    }

    /**
     * Sums over the middle axis, for the inner indices {@code innerFrom} to {@code innerTo} of each
     * outer one.
     */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i += SPECIES.length()) {
                VectorMask<Double> inside = SPECIES.indexInRange(i, innerTo);
                DoubleVector reduced = DoubleVector.zero(SPECIES);
                for (long block = 0; block < middle; block += BLOCK) {
                    long end = Math.min(block + BLOCK, middle);
                    DoubleVector part = DoubleVector.zero(SPECIES);
                    for (long m = block; m < end; m++) {
                        part =
                                DoubleVector.fromMemorySegment(
                                                SPECIES,
                                                ALL,
                                                in + ((o * middle + m) * inner + i << 3),
                                                ORDER,
                                                inside)
                                        .add(part);
                    }
                    reduced = part.add(reduced);
                }
                reduced.intoMemorySegment(ALL, out + (o * inner + i << 3), ORDER, inside);
            }
        }
    }

    /** Largest elements (NaN if one is NaN) of the rows {@code rowFrom} to {@code rowTo}. */
    public static void maxRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 3);
            DoubleVector reduced = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                DoubleVector x =
                        DoubleVector.fromMemorySegment(SPECIES, ALL, from + (i << 3), ORDER);
                reduced = x.max(reduced);
            }
            double a = reduced.reduceLanes(VectorOperators.MAX);
            for (; i < columns; i++) {
                double b = NativeMemory.getDouble(from + (i << 3));
                a = Math.max(a, b);
            }
            NativeMemory.setDouble(out + (row << 3), a);
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
                VectorMask<Double> inside = SPECIES.indexInRange(i, innerTo);
                DoubleVector reduced = DoubleVector.broadcast(SPECIES, Double.NEGATIVE_INFINITY);
                for (long m = 0; m < middle; m++) {
                    DoubleVector x =
                            DoubleVector.fromMemorySegment(
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

    /** Smallest elements (NaN if one is NaN) of the rows {@code rowFrom} to {@code rowTo}. */
    public static void minRows(long out, long in, long columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 3);
            DoubleVector reduced = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
            long i = 0;
            for (; i <= columns - SPECIES.length(); i += SPECIES.length()) {
                DoubleVector x =
                        DoubleVector.fromMemorySegment(SPECIES, ALL, from + (i << 3), ORDER);
                reduced = x.min(reduced);
            }
            double a = reduced.reduceLanes(VectorOperators.MIN);
            for (; i < columns; i++) {
                double b = NativeMemory.getDouble(from + (i << 3));
                a = Math.min(a, b);
            }
            NativeMemory.setDouble(out + (row << 3), a);
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
                VectorMask<Double> inside = SPECIES.indexInRange(i, innerTo);
                DoubleVector reduced = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
                for (long m = 0; m < middle; m++) {
                    DoubleVector x =
                            DoubleVector.fromMemorySegment(
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
