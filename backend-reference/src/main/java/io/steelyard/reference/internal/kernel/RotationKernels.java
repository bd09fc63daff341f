package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The rotation of pairs of channels by angles whose cosines and sines are given (Su et al. 2021,
 * "RoFormer", equation 34).
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class RotationKernels {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Each of the first lanes twice. */
    private static final VectorShuffle<Float> TWICE =
            VectorShuffle.fromOp(SPECIES, lane -> lane / 2);

    private static final VectorShuffle<Float> NEIGHBOUR =
            VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);

    private static final VectorMask<Float> FIRST_HALF = SPECIES.indexInRange(LANES / 2, LANES);
    private static final VectorMask<Float> EVEN =
            VectorMask.fromLong(SPECIES, 0x5555_5555_5555_5555L);

    private RotationKernels() {}

    /**
     * {@code first' = first * cos - second * sin} and {@code second' = second * cos + first * sin}
     * for each pair of the first {@code rotated} channels of each head; the others are copied.
     *
     * @param out address of {@code [rows, heads, dim]} floats; may be {@code x}
     * @param cos address of {@code [tableRows, rotated / 2]} floats, as {@code sin}; row r of x
     *     takes row {@code r % tableRows}
     * @param halves whether channel i is paired with {@code i + rotated / 2}; else {@code 2 i} is
     *     with {@code 2 i + 1}
     * @param inverse whether the sines are negated
     */
    public static void rotate(
            long out,
            long x,
            long cos,
            long sin,
            long tableRows,
            int heads,
            int dim,
            int rotated,
            boolean halves,
            boolean inverse,
            long rowFrom,
            long rowTo) {
        float sign = inverse ? -1f : 1f;
        for (long row = rowFrom; row < rowTo; row++) {
            long table = 2L * rotated * (row % tableRows);
            for (int head = 0; head < heads; head++) {
                long offset = (row * heads + head) * dim << 2;
                if (halves) {
                    halves(out + offset, x + offset, cos + table, sin + table, rotated / 2, sign);
                } else {
                    neighbours(out + offset, x + offset, cos + table, sin + table, rotated, sign);
                }
                if (rotated < dim && out != x) {
                    long rest = offset + 4L * rotated;
                    MemorySegment.copy(ALL, x + rest, ALL, out + rest, 4L * (dim - rotated));
                }
            }
        }
    }

    private static void halves(long out, long x, long cos, long sin, int half, float sign) {
        long other = 4L * half;
        for (int i = 0; i < half; i += LANES) {
            long at = 4L * i;
            if (i + LANES <= half) {
                FloatVector c = FloatVector.fromMemorySegment(SPECIES, ALL, cos + at, ORDER);
                FloatVector s =
                        FloatVector.fromMemorySegment(SPECIES, ALL, sin + at, ORDER).mul(sign);
                FloatVector first = FloatVector.fromMemorySegment(SPECIES, ALL, x + at, ORDER);
                FloatVector second =
                        FloatVector.fromMemorySegment(SPECIES, ALL, x + other + at, ORDER);
                first.mul(c).sub(second.mul(s)).intoMemorySegment(ALL, out + at, ORDER);
                second.mul(c).add(first.mul(s)).intoMemorySegment(ALL, out + other + at, ORDER);
            } else {
                VectorMask<Float> tail = SPECIES.indexInRange(i, half);
                FloatVector c = FloatVector.fromMemorySegment(SPECIES, ALL, cos + at, ORDER, tail);
                FloatVector s =
                        FloatVector.fromMemorySegment(SPECIES, ALL, sin + at, ORDER, tail)
                                .mul(sign);
                FloatVector first =
                        FloatVector.fromMemorySegment(SPECIES, ALL, x + at, ORDER, tail);
                FloatVector second =
                        FloatVector.fromMemorySegment(SPECIES, ALL, x + other + at, ORDER, tail);
                first.mul(c).sub(second.mul(s)).intoMemorySegment(ALL, out + at, ORDER, tail);
                second.mul(c)
                        .add(first.mul(s))
                        .intoMemorySegment(ALL, out + other + at, ORDER, tail);
            }
        }
    }

    private static void neighbours(long out, long x, long cos, long sin, int rotated, float sign) {
        for (int i = 0; i < rotated; i += LANES) {
            long at = 4L * i;
            VectorMask<Float> pairs = SPECIES.indexInRange(i / 2, rotated / 2).and(FIRST_HALF);
            VectorMask<Float> tail = SPECIES.indexInRange(i, rotated);
            FloatVector c =
                    FloatVector.fromMemorySegment(SPECIES, ALL, cos + at / 2, ORDER, pairs)
                            .rearrange(TWICE);
            FloatVector s =
                    FloatVector.fromMemorySegment(SPECIES, ALL, sin + at / 2, ORDER, pairs)
                            .mul(sign)
                            .rearrange(TWICE);
            s = s.lanewise(VectorOperators.NEG, EVEN);
            FloatVector values = FloatVector.fromMemorySegment(SPECIES, ALL, x + at, ORDER, tail);
            values.mul(c)
                    .add(values.rearrange(NEIGHBOUR).mul(s))
                    .intoMemorySegment(ALL, out + at, ORDER, tail);
        }
    }
}
