package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The dropout masks of attention weights, drawn from {@link Philox} for a part of a row at a time.
 */
final class AttentionDropout {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final long LOW = 0xFFFFFFFFL;

    /** Elements that a step of {@link #fill} draws. */
    private static final int STEP = 4 * LANES;

    private AttentionDropout() {}

    /** The size of a mask array for {@code count} elements from anywhere in a stream. */
    static int size(int count) {
        return (count + 3 + STEP - 1) / STEP * STEP + STEP;
    }

    /**
     * Writes the factors, 0 or {@code 1 / (1 - rate)}, of {@code count} elements of the stream.
     *
     * @return where in {@code mask} the factor of {@code element} stands: a block of the generator
     *     has four elements, and the first of them may lie before
     */
    static int fill(float[] mask, long element, int count, float rate, DropoutKey key) {
        int key0 = key.key0();
        int key1 = key.key1();
        int stream0 = key.stream0();
        int stream1 = key.stream1();
        float scale = 1f / (1f - rate);
        int lead = (int) (element & 3);
        long block = element >>> 2;
        LongVector low = LongVector.broadcast(SPECIES, LOW);
        LongVector multiplier0 = LongVector.broadcast(SPECIES, Philox.MULTIPLIER0).and(low);
        LongVector multiplier1 = LongVector.broadcast(SPECIES, Philox.MULTIPLIER1).and(low);
        for (int offset = 0; offset < lead + count; offset += STEP) {
            LongVector x0 = Philox.COUNTER_OFFSETS.add(block);
            LongVector x1 = x0.lanewise(VectorOperators.LSHR, 32);
            LongVector x2 = LongVector.broadcast(SPECIES, stream0);
            LongVector x3 = LongVector.broadcast(SPECIES, stream1);
            int k0 = key0;
            int k1 = key1;
            for (int round = 0; round < Philox.ROUNDS; round++) {
                LongVector product0 = x0.and(low).mul(multiplier0);
                LongVector product1 = x2.and(low).mul(multiplier1);
                x0 =
                        product1.lanewise(VectorOperators.LSHR, 32)
                                .lanewise(VectorOperators.XOR, x1)
                                .lanewise(VectorOperators.XOR, (long) k0);
                x1 = product1;
                x2 =
                        product0.lanewise(VectorOperators.LSHR, 32)
                                .lanewise(VectorOperators.XOR, x3)
                                .lanewise(VectorOperators.XOR, (long) k1);
                x3 = product0;
                k0 += Philox.WEYL0;
                k1 += Philox.WEYL1;
            }
            LongVector words01 = x0.and(low).or(x1.lanewise(VectorOperators.LSHL, 32));
            LongVector words23 = x2.and(low).or(x3.lanewise(VectorOperators.LSHL, 32));
            IntVector bits = Philox.INTERLEAVE_LOW.selectFrom(words01, words23).reinterpretAsInts();
            FloatVector u = bits.and(0x7FFFFF).or(0x3F800000).reinterpretAsFloats().sub(1f);
            FloatVector.zero(FLOATS)
                    .blend(scale, u.compare(VectorOperators.GE, rate))
                    .intoArray(mask, offset);
            bits = Philox.INTERLEAVE_HIGH.selectFrom(words01, words23).reinterpretAsInts();
            u = bits.and(0x7FFFFF).or(0x3F800000).reinterpretAsFloats().sub(1f);
            FloatVector.zero(FLOATS)
                    .blend(scale, u.compare(VectorOperators.GE, rate))
                    .intoArray(mask, offset + 2 * LANES);
            block += LANES;
        }
        return lead;
    }
}
