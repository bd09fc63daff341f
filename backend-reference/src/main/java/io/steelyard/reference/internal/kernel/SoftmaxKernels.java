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

import java.nio.ByteOrder;

/**
 * Softmax over the rows of a buffer {@code [rows, columns]}, and its gradient.
 *
 * <p>Kernels work on the rows {@code rowFrom} to {@code rowTo}; the output may be an input. A row's
 * result does not depend on the range. Stateless and safe for concurrent use.
 */
public final class SoftmaxKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private SoftmaxKernels() {}

    /**
     * {@code out = exp(in - max) / sum(exp(in - max))} in each row. A row of -infinity alone, or
     * with NaN or infinity, is NaN as in the formula.
     */
    public static void softmax(long out, long in, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            long to = out + (row * columns << 2);
            long i;
            float max = RowExponentials.max(from, columns);

            float sum = RowExponentials.write(to, from, max, columns);

            float scale = 1f / sum;
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector p = FloatVector.fromMemorySegment(SPECIES, ALL, to + (i << 2), ORDER);
                p.mul(scale).intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector p =
                        FloatVector.fromMemorySegment(SPECIES, ALL, to + (i << 2), ORDER, tail);
                p.mul(scale).intoMemorySegment(ALL, to + (i << 2), ORDER, tail);
            }
        }
    }

    /** {@code out = in - max - log(sum(exp(in - max)))} in each row. */
    public static void logSoftmax(long out, long in, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = in + (row * columns << 2);
            long to = out + (row * columns << 2);
            long i;
            float max = RowExponentials.max(from, columns);

            float sum = RowExponentials.sum(from, max, columns);

            float logSum = (float) Math.log(sum);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector x = FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                x.sub(max).sub(logSum).intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector x =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail);
                x.sub(max).sub(logSum).intoMemorySegment(ALL, to + (i << 2), ORDER, tail);
            }
        }
    }

    /**
     * {@code gradient = y (outGradient - sum(outGradient y))} in each row.
     *
     * @param y what {@link #softmax} gave
     */
    public static void softmaxBackward(
            long gradient, long outGradient, long y, int columns, long rowFrom, long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            long i;
            FloatVector sums = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector p =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, y + rowOffset + (i << 2), ORDER);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                sums = p.fma(g, sums);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector p =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, y + rowOffset + (i << 2), ORDER, tail);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER, tail);
                sums = p.fma(g, sums);
            }

            if (LANES > 8) {
                sums = sums.add(sums.rearrange(ROTATE_8));
            }
            if (LANES > 4) {
                sums = sums.add(sums.rearrange(ROTATE_4));
            }
            if (LANES > 2) {
                sums = sums.add(sums.rearrange(ROTATE_2));
            }
            if (LANES > 1) {
                sums = sums.add(sums.rearrange(ROTATE_1));
            }

            float dot = sums.lane(0);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector p =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, y + rowOffset + (i << 2), ORDER);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                p.mul(g.sub(dot)).intoMemorySegment(ALL, gradient + rowOffset + (i << 2), ORDER);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector p =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, y + rowOffset + (i << 2), ORDER, tail);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER, tail);
                p.mul(g.sub(dot))
                        .intoMemorySegment(ALL, gradient + rowOffset + (i << 2), ORDER, tail);
            }
        }
    }
}
