package io.steelyard.model;

import java.nio.charset.StandardCharsets;

/**
 * Folds text or a number into a seed: FNV-1a over the UTF-8 bytes of a text (Fowler, Noll and Vo,
 * 64 bits), then the finalizer of SplitMix64 (Steele, Lea and Flood 2014). Part of what makes a
 * training reproducible, so it never changes.
 */
public final class SeedHash {
    private SeedHash() {}

    /** A seed that depends on all bits of the given one and on the text. */
    public static long fold(long seed, String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (part & 0xff)) * 0x100000001b3L;
        }
        return mix(hash + mix(seed));
    }

    /** A seed that depends on all bits of the given one and on the number. */
    public static long fold(long seed, long number) {
        return mix(number + mix(seed));
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
