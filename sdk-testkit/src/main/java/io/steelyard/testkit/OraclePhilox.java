package io.steelyard.testkit;

import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;

/**
 * Philox4x32-10, one block at a time (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers:
 * as easy as 1, 2, 3").
 */
final class OraclePhilox {
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private OraclePhilox() {}

    static Integers bits(OracleValue key, OracleValue stream, TensorType type) {
        long[] keys = OracleValue.integers(key);
        long[] streams = OracleValue.integers(stream);
        long[] bits = new long[Math.toIntExact(type.elements())];
        for (int i = 0; i < bits.length; i++) {
            long block = i / 4;
            int[] counter = {(int) block, (int) (block >>> 32), (int) streams[0], (int) streams[1]};
            bits[i] = block(counter, new int[] {(int) keys[0], (int) keys[1]})[i % 4];
        }
        return new Integers(type, bits);
    }

    /** Four random words for a counter of four words and a key of two. */
    static int[] block(int[] counter, int[] key) {
        int[] c = counter.clone();
        int key0 = key[0];
        int key1 = key[1];
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c[0]);
            long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c[2]);
            c =
                    new int[] {
                        (int) (product1 >>> 32) ^ c[1] ^ key0,
                        (int) product1,
                        (int) (product0 >>> 32) ^ c[3] ^ key1,
                        (int) product0
                    };
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        return c;
    }
}
