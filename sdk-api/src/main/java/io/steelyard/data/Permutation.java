package io.steelyard.data;

import java.util.Random;

/** Fisher and Yates' shuffle (Knuth, volume 2, algorithm P) of the numbers from 0 on. */
final class Permutation {
    private Permutation() {}

    static int[] of(int count, long seed) {
        int[] order = new int[count];
        // The algorithm of Random is part of its specification, so an order holds on every JDK.
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
