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
 * Layer normalization (Ba, Kiros and Hinton 2016) over the rows of {@code [rows, columns]}, and its
 * gradients.
 *
 * <p>A result does not depend on the range of rows or columns that a call is given. Stateless and
 * safe for concurrent use.
 */
public final class LayerNormKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private LayerNormKernels() {}

    /**
     * {@code y = (x - mean) * rstd * weight + bias} in each row, with the biased variance in two
     * passes.
     *
     * @param mean address of {@code [rows]} floats, written
     * @param rstd address of {@code [rows]} floats, written: {@code 1 / sqrt(variance + epsilon)}
     * @param weight address of {@code [columns]} floats, 0 for none
     * @param bias address of {@code [columns]} floats, 0 for none
     */
    public static void layerNorm(
            long y,
            long mean,
            long rstd,
            long x,
            long weight,
            long bias,
            float epsilon,
            int columns,
            long rowFrom,
            long rowTo) {
        for (long row = rowFrom; row < rowTo; row++) {
            long from = x + (row * columns << 2);
            long to = y + (row * columns << 2);
            long i;
            FloatVector sums = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                sums = sums.add(values);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail);
                sums = sums.add(values);
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

            float center = sums.lane(0) / columns;
            FloatVector squares = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                FloatVector centered = values.sub(center);
                squares = centered.fma(centered, squares);
            }
            if (i < columns) {
                VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                FloatVector values =
                        FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER, tail);
                FloatVector centered = values.sub(center);
                centered = FloatVector.zero(SPECIES).blend(centered, tail);
                squares = centered.fma(centered, squares);
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
            NativeMemory.setFloat(mean + (row << 2), center);
            NativeMemory.setFloat(rstd + (row << 2), scale);
            if (weight != 0 && bias != 0) {
                for (i = 0; i <= columns - LANES; i += LANES) {
                    FloatVector values =
                            FloatVector.fromMemorySegment(SPECIES, ALL, from + (i << 2), ORDER);
                    FloatVector w =
                            FloatVector.fromMemorySegment(SPECIES, ALL, weight + (i << 2), ORDER);
                    FloatVector b =
                            FloatVector.fromMemorySegment(SPECIES, ALL, bias + (i << 2), ORDER);
                    values.sub(center)
                            .mul(scale)
                            .fma(w, b)
                            .intoMemorySegment(ALL, to + (i << 2), ORDER);
                }
                if (i < columns) {
                    VectorMask<Float> tail = SPECIES.indexInRange(i, columns);
                    FloatVector values =
                            FloatVector.fromMemorySegment(
                                    SPECIES, ALL, from + (i << 2), ORDER, tail);
                    FloatVector w =
                            FloatVector.fromMemorySegment(
                                    SPECIES, ALL, weight + (i << 2), ORDER, tail);
                    FloatVector b =
                            FloatVector.fromMemorySegment(
                                    SPECIES, ALL, bias + (i << 2), ORDER, tail);
                    values.sub(center)
                            .mul(scale)
                            .fma(w, b)
                            .intoMemorySegment(ALL, to + (i << 2), ORDER, tail);
                }

            } else {
                FloatVector one = FloatVector.broadcast(SPECIES, 1f);
                FloatVector zero = FloatVector.zero(SPECIES);
                for (i = 0; i < columns; i += LANES) {
                    boolean full = columns - i >= LANES;
                    FloatVector values =
                            full
                                    ? FloatVector.fromMemorySegment(
                                            SPECIES, ALL, from + (i << 2), ORDER)
                                    : FloatVector.fromMemorySegment(
                                            SPECIES,
                                            ALL,
                                            from + (i << 2),
                                            ORDER,
                                            SPECIES.indexInRange(i, columns));
                    FloatVector w = one;
                    FloatVector b = zero;
                    if (weight != 0) {
                        w =
                                full
                                        ? FloatVector.fromMemorySegment(
                                                SPECIES, ALL, weight + (i << 2), ORDER)
                                        : FloatVector.fromMemorySegment(
                                                SPECIES,
                                                ALL,
                                                weight + (i << 2),
                                                ORDER,
                                                SPECIES.indexInRange(i, columns));
                    }
                    if (bias != 0) {
                        b =
                                full
                                        ? FloatVector.fromMemorySegment(
                                                SPECIES, ALL, bias + (i << 2), ORDER)
                                        : FloatVector.fromMemorySegment(
                                                SPECIES,
                                                ALL,
                                                bias + (i << 2),
                                                ORDER,
                                                SPECIES.indexInRange(i, columns));
                    }
                    if (full) {
                        values.sub(center)
                                .mul(scale)
                                .fma(w, b)
                                .intoMemorySegment(ALL, to + (i << 2), ORDER);
                    } else {
                        values.sub(center)
                                .mul(scale)
                                .fma(w, b)
                                .intoMemorySegment(
                                        ALL,
                                        to + (i << 2),
                                        ORDER,
                                        SPECIES.indexInRange(i, columns));
                    }
                }
            }
        }
    }

    /**
     * The gradient of the input: {@code rstd (g - mean(g) - h mean(g h))} in each row, with {@code
     * g = outGradient weight} and {@code h = (x - mean) rstd}.
     *
     * @param weight address of {@code [columns]} floats, 0 for none
     */
    public static void layerNormBackward(
            long gradient,
            long outGradient,
            long x,
            long mean,
            long rstd,
            long weight,
            int columns,
            long rowFrom,
            long rowTo) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        boolean weighted = weight != 0;
        for (long row = rowFrom; row < rowTo; row++) {
            long rowOffset = row * columns << 2;
            float center = NativeMemory.getFloat(mean + (row << 2));
            float scale = NativeMemory.getFloat(rstd + (row << 2));
            // Without weights the input stands in for them: it is loaded and not used.
            long weights = weighted ? weight : x + rowOffset;
            long i;
            FloatVector sums = FloatVector.zero(SPECIES);
            FloatVector products = FloatVector.zero(SPECIES);
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weights + (i << 2), ORDER);
                g = g.mul(weighted ? w : one);
                sums = sums.add(g);
                products = g.fma(values.sub(center).mul(scale), products);
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
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, weights + (i << 2), ORDER, tail);
                g = g.mul(weighted ? w : one);
                sums = sums.add(g);
                products = g.fma(values.sub(center).mul(scale), products);
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

            float first = sums.lane(0) / columns;
            float second = products.lane(0) / columns;
            for (i = 0; i <= columns - LANES; i += LANES) {
                FloatVector g =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, outGradient + rowOffset + (i << 2), ORDER);
                FloatVector values =
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, x + rowOffset + (i << 2), ORDER);
                FloatVector w =
                        FloatVector.fromMemorySegment(SPECIES, ALL, weights + (i << 2), ORDER);
                FloatVector h = values.sub(center).mul(scale);
                g = g.mul(weighted ? w : one).sub(first);
                h.fma(FloatVector.broadcast(SPECIES, -second), g)
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
                        FloatVector.fromMemorySegment(
                                SPECIES, ALL, weights + (i << 2), ORDER, tail);
                FloatVector h = values.sub(center).mul(scale);
                g = g.mul(weighted ? w : one).sub(first);
                h.fma(FloatVector.broadcast(SPECIES, -second), g)
                        .mul(scale)
                        .intoMemorySegment(ALL, gradient + rowOffset + (i << 2), ORDER, tail);
            }
        }
    }
}
