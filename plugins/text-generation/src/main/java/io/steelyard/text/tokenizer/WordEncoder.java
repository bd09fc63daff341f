package io.steelyard.text.tokenizer;

import java.util.Arrays;

/**
 * Applies the merges of a BPE model to one word: the pair of the best rank first, of equal ranks
 * the leftmost. Symbols form a linked list and the candidates a heap, so that a word of n bytes
 * costs O(n log n), whatever the word. Immutable.
 */
final class WordEncoder {
    private static final int NONE = -1;

    private final PairTable merges;
    private final int[] byteTokens;

    WordEncoder(PairTable merges, int[] byteTokens) {
        this.merges = merges;
        this.byteTokens = byteTokens;
    }

    /** The ids of a word in UTF-8. Every byte of it must have a token. */
    int[] encode(byte[] word) {
        int length = word.length;
        int[] symbols = new int[length];
        int[] previous = new int[length];
        int[] next = new int[length];
        for (int i = 0; i < length; i++) {
            symbols[i] = byteTokens[word[i] & 0xFF];
            previous[i] = i - 1;
            next[i] = i + 1 < length ? i + 1 : NONE;
        }
        LongHeap candidates = new LongHeap(length);
        for (int i = 0; i + 1 < length; i++) {
            offer(candidates, symbols, next, i);
        }
        while (!candidates.isEmpty()) {
            long candidate = candidates.remove();
            int at = (int) candidate;
            int slot = slot(symbols, next, at);
            if (slot < 0 || merges.rank(slot) != (int) (candidate >>> 32)) {
                continue; // a neighbour was merged since
            }
            int gone = next[at];
            symbols[at] = merges.merged(slot);
            symbols[gone] = NONE;
            next[at] = next[gone];
            if (next[at] != NONE) {
                previous[next[at]] = at;
                offer(candidates, symbols, next, at);
            }
            if (previous[at] != NONE) {
                offer(candidates, symbols, next, previous[at]);
            }
        }
        int count = 0;
        for (int at = 0; at != NONE && length > 0; at = next[at]) {
            symbols[count++] = symbols[at];
        }
        return Arrays.copyOf(symbols, count);
    }

    private int slot(int[] symbols, int[] next, int at) {
        return symbols[at] == NONE || next[at] == NONE
                ? -1
                : merges.find(symbols[at], symbols[next[at]]);
    }

    private void offer(LongHeap candidates, int[] symbols, int[] next, int at) {
        int slot = slot(symbols, next, at);
        if (slot >= 0) {
            candidates.add(((long) merges.rank(slot) << 32) | at);
        }
    }
}
