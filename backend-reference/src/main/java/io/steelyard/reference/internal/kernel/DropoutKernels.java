package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Inverted dropout (Srivastava et al. 2014) whose mask is drawn from a {@link Philox} stream and
 * never stored: the backward pass applies the same kernel to the gradient.
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class DropoutKernels {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long LOW = 0xFFFFFFFFL;

    private DropoutKernels() {}

    /**
     * {@code out = u >= rate ? in / (1 - rate) : 0} with {@code u} the uniform of the element's
     * random bits. A dropped element is 0 even where the input is NaN or infinite.
     *
     * @param out address of {@code count} floats; may be {@code in}
     * @param in address of {@code count} floats
     * @param elementFrom number in the stream of the first element
     * @param rate probability of dropping an element, in [0, 1)
     */
    public static void dropout(
            long out,
            long in,
            long elementFrom,
            long count,
            float rate,
            int key0,
            int key1,
            int stream0,
            int stream1) {
        float scale = 1f / (1f - rate);
        long element = elementFrom;
        long end = elementFrom + count;
        long offset = 0;
        for (; element < end && (element & 3) != 0; element++, offset += 4) {
            float u = Philox.uniform(Philox.bits(element, key0, key1, stream0, stream1));
            NativeMemory.setFloat(
                    out + offset, u >= rate ? NativeMemory.getFloat(in + offset) * scale : 0f);
        }
        LongVector low = LongVector.broadcast(SPECIES, LOW);
        LongVector multiplier0 = LongVector.broadcast(SPECIES, Philox.MULTIPLIER0).and(low);
        LongVector multiplier1 = LongVector.broadcast(SPECIES, Philox.MULTIPLIER1).and(low);
        for (; element + 4 * LANES <= end; element += 4 * LANES, offset += 16 * LANES) {
            LongVector x0 = Philox.COUNTER_OFFSETS.add(element >>> 2);
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
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, ALL, in + offset, ORDER);
            FloatVector.zero(FLOATS)
                    .blend(x.mul(scale), u.compare(VectorOperators.GE, rate))
                    .intoMemorySegment(ALL, out + offset, ORDER);
            bits = Philox.INTERLEAVE_HIGH.selectFrom(words01, words23).reinterpretAsInts();
            u = bits.and(0x7FFFFF).or(0x3F800000).reinterpretAsFloats().sub(1f);
            x = FloatVector.fromMemorySegment(FLOATS, ALL, in + offset + 8 * LANES, ORDER);
            FloatVector.zero(FLOATS)
                    .blend(x.mul(scale), u.compare(VectorOperators.GE, rate))
                    .intoMemorySegment(ALL, out + offset + 8 * LANES, ORDER);
        }
        for (; element < end; element++, offset += 4) {
            float u = Philox.uniform(Philox.bits(element, key0, key1, stream0, stream1));
            NativeMemory.setFloat(
                    out + offset, u >= rate ? NativeMemory.getFloat(in + offset) * scale : 0f);
        }
    }
}
