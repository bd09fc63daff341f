package io.steelyard.text.tokenizer;

import java.util.Arrays;

/** The merges of a BPE model: a pair of tokens to its rank and to the token it becomes. */
final class PairTable {
    private static final long FREE = -1;

    private final long[] pairs;
    private final int[] ranks;
    private final int[] merged;
    private final int mask;

    PairTable(int entries) {
        int capacity = Integer.highestOneBit(Math.max(8, entries)) * 4;
        pairs = new long[capacity];
        Arrays.fill(pairs, FREE);
        ranks = new int[capacity];
        merged = new int[capacity];
        mask = capacity - 1;
    }

    static long pair(int left, int right) {
        return ((long) left << 32) | right;
    }

    /** Adds a merge; of two for the same pair the later counts. */
    void put(int left, int right, int rank, int result) {
        long pair = pair(left, right);
        int slot = slot(pair);
        pairs[slot] = pair;
        ranks[slot] = rank;
        merged[slot] = result;
    }

    /** Where the pair is, or less than 0 if these tokens do not merge. */
    int find(int left, int right) {
        int slot = slot(pair(left, right));
        return pairs[slot] == FREE ? -1 : slot;
    }

    int rank(int slot) {
        return ranks[slot];
    }

    int merged(int slot) {
        return merged[slot];
    }

    private int slot(long pair) {
        long mixed = pair * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (pairs[slot] != FREE && pairs[slot] != pair) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
