package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Counter-based random bits: Philox-4x32 with ten rounds (Salmon, Moraes, Dror and Shaw, "Parallel
 * Random Numbers: As Easy as 1, 2, 3", 2011).
 *
 * <p>Element {@code e} of a stream is word {@code e mod 4} of the block whose counter is {@code
 * (lo32(e / 4), hi32(e / 4), stream0, stream1)}, so any range of a stream can be drawn alone and
 * does not depend on how the work is divided. The kernels hold one counter a 64-bit lane: a 32 x 32
 * to 64 bit product is one multiplication there.
 *
 * <p>Stateless and safe for concurrent use.
 */
public final class Philox {
    static final int MULTIPLIER0 = 0xD2511F53;
    static final int MULTIPLIER1 = 0xCD9E8D57;
    static final int WEYL0 = 0x9E3779B9;
    static final int WEYL1 = 0xBB67AE85;
    static final int ROUNDS = 10;

    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long LOW = 0xFFFFFFFFL;

    /** Lane numbers 0, 1, 2, ... to be added to the first counter of a vector. */
    static final LongVector COUNTER_OFFSETS = LongVector.zero(SPECIES).addIndex(1);

    /** Interleaves two vectors: the first half of the result. */
    static final LongVector INTERLEAVE_LOW = interleave(0);

    /** Interleaves two vectors: the second half of the result. */
    static final LongVector INTERLEAVE_HIGH = interleave(LANES / 2);

    private Philox() {}

    private static LongVector interleave(int from) {
        long[] lanes = new long[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            int source = from + lane / 2;
            lanes[lane] = lane % 2 == 0 ? source : LANES + source;
        }
        return LongVector.fromArray(SPECIES, lanes, 0);
    }

    /**
     * One block: the four words for a counter of four words and a key of two.
     *
     * @param words receives the four words
     */
    public static void block(
            int counter0,
            int counter1,
            int counter2,
            int counter3,
            int key0,
            int key1,
            int[] words) {
        int x0 = counter0;
        int x1 = counter1;
        int x2 = counter2;
        int x3 = counter3;
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (x0 & LOW) * (MULTIPLIER0 & LOW);
            long product1 = (x2 & LOW) * (MULTIPLIER1 & LOW);
            x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
            x3 = (int) product0;
            k0 += WEYL0;
            k1 += WEYL1;
        }
        words[0] = x0;
        words[1] = x1;
        words[2] = x2;
        words[3] = x3;
    }

    /** The bits of one element of a stream; allocates nothing. */
    public static int bits(long element, int key0, int key1, int stream0, int stream1) {
        long counter = element >>> 2;
        int x0 = (int) counter;
        int x1 = (int) (counter >>> 32);
        int x2 = stream0;
        int x3 = stream1;
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = (x0 & LOW) * (MULTIPLIER0 & LOW);
            long product1 = (x2 & LOW) * (MULTIPLIER1 & LOW);
            x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
            x3 = (int) product0;
            k0 += WEYL0;
            k1 += WEYL1;
        }
        int low = (element & 1) == 0 ? x0 : x1;
        int high = (element & 1) == 0 ? x2 : x3;
        return (element & 2) == 0 ? low : high;
    }

    /**
     * The float in [0, 1) that random bits stand for: 23 bits of mantissa, so a multiple of 2^-23.
     */
    public static float uniform(int bits) {
        return Float.intBitsToFloat((bits & 0x7FFFFF) | 0x3F800000) - 1f;
    }

    /**
     * Writes the bits of elements {@code elementFrom} to {@code elementFrom + count} of a stream.
     *
     * @param out address of {@code count} ints
     */
    public static void randomBits(
            long out, long elementFrom, long count, int key0, int key1, int stream0, int stream1) {
        long element = elementFrom;
        long end = elementFrom + count;
        long address = out;
        for (; element < end && (element & 3) != 0; element++, address += 4) {
            NativeMemory.setInt(address, bits(element, key0, key1, stream0, stream1));
        }
        LongVector low = LongVector.broadcast(SPECIES, LOW);
        LongVector multiplier0 = LongVector.broadcast(SPECIES, MULTIPLIER0).and(low);
        LongVector multiplier1 = LongVector.broadcast(SPECIES, MULTIPLIER1).and(low);
        for (; element + 4 * LANES <= end; element += 4 * LANES, address += 16 * LANES) {
            LongVector x0 = COUNTER_OFFSETS.add(element >>> 2);
            LongVector x1 = x0.lanewise(VectorOperators.LSHR, 32);
            LongVector x2 = LongVector.broadcast(SPECIES, stream0);
            LongVector x3 = LongVector.broadcast(SPECIES, stream1);
            int k0 = key0;
            int k1 = key1;
            // The upper halves of the words hold rubbish; only the products need them cleared.
            for (int round = 0; round < ROUNDS; round++) {
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
                k0 += WEYL0;
                k1 += WEYL1;
            }
            LongVector words01 = x0.and(low).or(x1.lanewise(VectorOperators.LSHL, 32));
            LongVector words23 = x2.and(low).or(x3.lanewise(VectorOperators.LSHL, 32));
            INTERLEAVE_LOW.selectFrom(words01, words23).intoMemorySegment(ALL, address, ORDER);
            INTERLEAVE_HIGH
                    .selectFrom(words01, words23)
                    .intoMemorySegment(ALL, address + 8 * LANES, ORDER);
        }
        for (; element < end; element++, address += 4) {
            NativeMemory.setInt(address, bits(element, key0, key1, stream0, stream1));
        }
    }
}
