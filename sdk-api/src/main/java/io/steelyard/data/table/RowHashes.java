package io.steelyard.data.table;

import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/**
 * Finds rows that were there before, in bounded memory: by 128 bits of a hash, which two different
 * rows among a million share with a probability below 1e-26.
 */
final class RowHashes {
    /** The most rows among which duplicates are looked for. */
    static final int MOST_ROWS = 1_000_000;

    private record Hash(long high, long low) {}

    private final Set<Hash> seen = new HashSet<>();
    private long duplicates;
    private long compared;

    /** Whether an earlier row has the same values; no for all rows after the first million. */
    boolean add(Row row) {
        if (compared == MOST_ROWS) {
            return false;
        }
        compared++;
        boolean known = !seen.add(hash(row));
        if (known) {
            duplicates++;
        }
        return known;
    }

    long duplicates() {
        return duplicates;
    }

    long compared() {
        return compared;
    }

    private static Hash hash(Row row) {
        long high = 0x243f6a8885a308d3L;
        long low = 0x13198a2e03707344L;
        for (@Nullable String value : row.values()) {
            // Lengths keep ("ab", "c") and ("a", "bc") apart, and a missing value has none.
            int length = value == null ? -1 : value.length();
            high = mix(high ^ length);
            low = mix(low + length);
            for (int i = 0; i < length; i++) {
                high = (high ^ value.charAt(i)) * 0x100000001b3L;
                low = (low + value.charAt(i)) * 0x9e3779b97f4a7c15L;
            }
        }
        return new Hash(mix(high), mix(low));
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
