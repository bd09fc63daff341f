package io.steelyard.data;

import java.util.Random;
import java.util.random.RandomGenerator;

/** Fisher and Yates' shuffle (Knuth, volume 2, algorithm P). */
public final class Permutation {
    private Permutation() {}

    /** The numbers from 0 up to, but not including, the count, in an order as likely as any. */
    public static int[] of(int count, RandomGenerator random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The order that follows from a seed. */
    static int[] of(int count, long seed) {
        // The algorithm of Random is part of its specification, so an order holds on every JDK.
        return of(count, new Random(seed));
    }
}
