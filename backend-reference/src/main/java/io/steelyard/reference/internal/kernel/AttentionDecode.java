package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionPacking.LANES;
import static io.steelyard.reference.internal.kernel.AttentionPacking.PANEL;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * The attention of one query, as in decoding: keys and values are read once, where they lie. What
 * bounds it is the memory they come from.
 */
final class AttentionDecode {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private AttentionDecode() {}

    /**
     * The result for one query and head.
     *
     * @param maskRow address of the query's mask, 0 for none
     * @param q address of the query
     * @param firstKey address of key 0; the keys are {@code kBytes} apart, likewise the values
     * @param out address of the result
     * @param logSumExp address of the logarithmic sum
     * @param element number in the dropout stream of the weight of key 0
     */
    static void run(
            AttentionShape shape,
            int position,
            long maskRow,
            long q,
            long firstKey,
            long kBytes,
            long firstValue,
            long vBytes,
            long out,
            long logSumExp,
            DropoutKey key,
            long element) {
        int dim = shape.headDim();
        int start = shape.firstKey(position, 0);
        int visible = shape.visible(position, 0) - start;
        long k = firstKey + start * kBytes;
        long v = firstValue + start * vBytes;
        AttentionScratch scratch = AttentionScratch.ofThread();
        scratch.query = AttentionScratch.atLeast(scratch.query, AttentionPacking.padded(dim));
        scratch.scores =
                AttentionScratch.atLeast(scratch.scores, AttentionPacking.padded(visible) + LANES);
        scratch.tile = AttentionScratch.atLeast(scratch.tile, Math.max(4, LANES) * LANES);
        scratch.roomForRows(1);
        AttentionPacking.columns(q, 0, 1, 1, dim, shape.scale(), scratch.query);
        for (int j = 0; j < visible; j += LANES) {
            products(scratch.query, dim, k, kBytes, j, visible, scratch.tile);
            LaneSums.sum(scratch.tile, 0, scratch.scores, j);
        }
        if (maskRow != 0) {
            AttentionMask.fill(
                    scratch.scores, 0, maskRow + start, visible, Float.NEGATIVE_INFINITY);
        }
        AttentionSoftmax.rows(
                scratch.scores,
                0,
                1,
                shape,
                position,
                0,
                start,
                visible,
                scratch.rowLanes,
                scratch.rowSums,
                scratch.rowShifts);
        if (shape.dropoutRate() > 0) {
            scratch.mask =
                    AttentionScratch.atLeast(scratch.mask, AttentionDropout.size(shape.timeK()));
            AttentionSoftmax.drop(
                    scratch.scores,
                    0,
                    1,
                    shape,
                    position,
                    0,
                    start,
                    visible,
                    key,
                    scratch.mask,
                    element);
        }
        float sum = scratch.rowSums[0];
        float factor = sum == 0f ? 1f : 1f / sum;
        int column = 0;
        for (; column + PANEL <= dim; column += PANEL) {
            long bytes = 4L * column;
            wide(scratch.scores, v + bytes, vBytes, visible, factor, out + bytes);
        }
        for (; column < dim; column += LANES) {
            long bytes = 4L * column;
            int lanes = dim - column;
            narrow(scratch.scores, v + bytes, vBytes, visible, factor, out + bytes, lanes);
        }
        NativeMemory.setFloat(logSumExp, (float) (Math.log(sum) + scratch.rowShifts[0]));
    }

    /**
     * The products of the query with the keys from {@code j} on, one vector of partial sums a key;
     * in place of keys that are not visible, the last visible one is read again.
     */
    private static void products(
            float[] query, int dim, long k, long kBytes, int j, int visible, float[] to) {
        int last = visible - 1;
        VectorMask<Float> tail = SPECIES.indexInRange(dim / LANES * LANES, dim);
        for (int i = 0; i < LANES; i += 4) {
            long k0 = k + Math.min(j + i, last) * kBytes;
            long k1 = k + Math.min(j + i + 1, last) * kBytes;
            long k2 = k + Math.min(j + i + 2, last) * kBytes;
            long k3 = k + Math.min(j + i + 3, last) * kBytes;
            FloatVector s0 = FloatVector.zero(SPECIES);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            int d = 0;
            for (; d + LANES <= dim; d += LANES) {
                FloatVector x = FloatVector.fromArray(SPECIES, query, d);
                long bytes = 4L * d;
                s0 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, k0 + bytes, ORDER), s0);
                s1 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, k1 + bytes, ORDER), s1);
                s2 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, k2 + bytes, ORDER), s2);
                s3 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, k3 + bytes, ORDER), s3);
            }
            if (d < dim) {
                FloatVector x = FloatVector.fromArray(SPECIES, query, d);
                long bytes = 4L * d;
                s0 =
                        x.fma(
                                FloatVector.fromMemorySegment(
                                        SPECIES, ALL, k0 + bytes, ORDER, tail),
                                s0);
                s1 =
                        x.fma(
                                FloatVector.fromMemorySegment(
                                        SPECIES, ALL, k1 + bytes, ORDER, tail),
                                s1);
                s2 =
                        x.fma(
                                FloatVector.fromMemorySegment(
                                        SPECIES, ALL, k2 + bytes, ORDER, tail),
                                s2);
                s3 =
                        x.fma(
                                FloatVector.fromMemorySegment(
                                        SPECIES, ALL, k3 + bytes, ORDER, tail),
                                s3);
            }
            s0.intoArray(to, i * LANES);
            s1.intoArray(to, i * LANES + LANES);
            s2.intoArray(to, i * LANES + 2 * LANES);
            s3.intoArray(to, i * LANES + 3 * LANES);
        }
    }

    /** Four vectors of the weighted sum of the values. */
    private static void wide(
            float[] weights, long v, long vBytes, int visible, float factor, long out) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        long even = v;
        int j = 0;
        for (; j + 2 <= visible; j += 2) {
            long odd = even + vBytes;
            FloatVector x = FloatVector.broadcast(SPECIES, weights[j]);
            s0 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even, ORDER), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 4 * LANES, ORDER), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 8 * LANES, ORDER), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 12 * LANES, ORDER), s3);
            x = FloatVector.broadcast(SPECIES, weights[j + 1]);
            t0 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, odd, ORDER), t0);
            t1 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, odd + 4 * LANES, ORDER), t1);
            t2 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, odd + 8 * LANES, ORDER), t2);
            t3 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, odd + 12 * LANES, ORDER), t3);
            even = odd + vBytes;
        }
        if (j < visible) {
            FloatVector x = FloatVector.broadcast(SPECIES, weights[j]);
            s0 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even, ORDER), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 4 * LANES, ORDER), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 8 * LANES, ORDER), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(SPECIES, ALL, even + 12 * LANES, ORDER), s3);
        }
        s0.add(t0).mul(factor).intoMemorySegment(ALL, out, ORDER);
        s1.add(t1).mul(factor).intoMemorySegment(ALL, out + 4 * LANES, ORDER);
        s2.add(t2).mul(factor).intoMemorySegment(ALL, out + 8 * LANES, ORDER);
        s3.add(t3).mul(factor).intoMemorySegment(ALL, out + 12 * LANES, ORDER);
    }

    /** One vector, or the first {@code lanes} of one, of the weighted sum of the values. */
    private static void narrow(
            float[] weights, long v, long vBytes, int visible, float factor, long out, int lanes) {
        VectorMask<Float> mask = SPECIES.indexInRange(0, lanes);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        long value = v;
        int j = 0;
        for (; j + 4 <= visible; j += 4) {
            long next = value + 2 * vBytes;
            s0 =
                    FloatVector.fromMemorySegment(SPECIES, ALL, value, ORDER, mask)
                            .fma(FloatVector.broadcast(SPECIES, weights[j]), s0);
            s1 =
                    FloatVector.fromMemorySegment(SPECIES, ALL, value + vBytes, ORDER, mask)
                            .fma(FloatVector.broadcast(SPECIES, weights[j + 1]), s1);
            s2 =
                    FloatVector.fromMemorySegment(SPECIES, ALL, next, ORDER, mask)
                            .fma(FloatVector.broadcast(SPECIES, weights[j + 2]), s2);
            s3 =
                    FloatVector.fromMemorySegment(SPECIES, ALL, next + vBytes, ORDER, mask)
                            .fma(FloatVector.broadcast(SPECIES, weights[j + 3]), s3);
            value = next + 2 * vBytes;
        }
        for (; j < visible; j++) {
            s0 =
                    FloatVector.fromMemorySegment(SPECIES, ALL, value, ORDER, mask)
                            .fma(FloatVector.broadcast(SPECIES, weights[j]), s0);
            value += vBytes;
        }
        s0.add(s1).add(s2.add(s3)).mul(factor).intoMemorySegment(ALL, out, ORDER, mask);
    }
}
