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
 * Root mean square normalization (Zhang and Sennrich 2019, equation 4) over the rows of {@code
 * [rows, columns]}, and its gradients.
 *
 * <p>A result does not depend on the range of rows or columns that a call is given. Stateless and
 * safe for concurrent use.
 */
public final class RmsNormKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final int ROW_BLOCK = 64;

    private RmsNormKernels() {}

    /**
     * {@code y = x * rstd * weight} in each row.
     *
     * @param rstd address of {@code [rows]} floats, written: {@code 1 / sqrt(mean(x^2) + epsilon)}
     * @param weight address of {@code [columns]} floats
     */
    public static void rmsNorm(
            long y,
            long rstd,
            long x,
            long weight,
            float epsilon,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = x + (row * columns << 2);
            long to = y + (row * columns << 2);
            long i;
            FloatVector squares = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                squares = values.fma(values, squares);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail);
                squares = values.fma(values, squares);
            }

            if (LANES > 8) {
                squares = squares.add(squares.rearrange(ROTATE_8));
            }
            if (LANES > 4) {
                squares = squares.add(squares.rearrange(ROTATE_4));
            }
            if (LANES > 2) {
                squares = squares.add(squares.rearrange(ROTATE_2));
            }
            if (LANES > 1) {
                squares = squares.add(squares.rearrange(ROTATE_1));
            }

            float scale = (float) (1 / Math.sqrt((double) squares.lane(0) / columns + epsilon));
            NativeMemory.setFloat(rstd + (row << 2), scale);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER);
                values.mul(scale).mul(w).intoMemorySegment(ALL, to + (i << 2), ORDER);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER, tail);
                values.mul(scale).mul(w).intoMemorySegment(ALL, to + (i << 2), ORDER, tail);
            }
        }
    }

    /**
     * The gradient of the input: {@code rstd (g - n mean(g n))} in each row, with {@code g =
     * outGradient weight} and {@code n = x rstd}.
     *
     * @param weight address of {@code [columns]} floats
     */
    public static void rmsNormBackward(
            long gradient,
            long outGradient,
            long x,
            long rstd,
            long weight,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            float scale = NativeMemory.getFloat(rstd + (row << 2));
            long i;
            FloatVector products = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER);
                products = g.mul(w).fma(values.mul(scale), products);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER, tail);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER, tail);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER, tail);
                products = g.mul(w).fma(values.mul(scale), products);
            }

            if (LANES > 8) {
                products = products.add(products.rearrange(ROTATE_8));
            }
            if (LANES > 4) {
                products = products.add(products.rearrange(ROTATE_4));
            }
            if (LANES > 2) {
                products = products.add(products.rearrange(ROTATE_2));
            }
            if (LANES > 1) {
                products = products.add(products.rearrange(ROTATE_1));
            }

            float mean = products.lane(0) / columns;
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER);
                values.mul(scale)
                        .fma(FloatVector.broadcast(SPECIES, -mean), g.mul(w))
                        .mul(scale)
                        .intoMemorySegment(ALL, gradient + rowOffset + (i << 2), ORDER);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER, tail);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER, tail);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER, tail);
                values.mul(scale)
                        .fma(FloatVector.broadcast(SPECIES, -mean), g.mul(w))
                        .mul(scale)
                        .intoMemorySegment(ALL, gradient + rowOffset + (i << 2), ORDER, tail);
            }
        }
    }

    /**
     * The gradient of the weight, for the columns {@code columnFrom} to {@code columnTo}: sums over
     * all rows, in blocks of {@value #ROW_BLOCK} rows whose sums are added in order.
     *
     * @param weightGradient address of {@code [columns]} floats
     */
    public static void rmsNormWeightBackward(
            long weightGradient,
            long outGradient,
            long x,
            long rstd,
            long rows,
            int columns,
            int columnFrom,
            int columnTo) {
        for (long i = columnFrom; i < columnTo; i += LANES) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, columnTo);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (long block = 0; block < rows; block += ROW_BLOCK) {
                long end = Math.min(block + ROW_BLOCK, rows);
                FloatVector part = FloatVector.zero(SPECIES);
                for (long row = block; row < end; row++) {
                    long offset = row * columns + i << 2;
                    FloatVector g =
                            FloatVector.fromMemorySegment(
                                    SPECIES, ALL, outGradient + offset, ORDER, inside);
                    FloatVector values =
                            FloatVector.fromMemorySegment(SPECIES, ALL, x + offset, ORDER, inside);
                    part = g.fma(values.mul(NativeMemory.getFloat(rstd + (row << 2))), part);
                }
                sum = part.add(sum);
            }
            sum.intoMemorySegment(ALL, weightGradient + (i << 2), ORDER, inside);
        }
    }
}
