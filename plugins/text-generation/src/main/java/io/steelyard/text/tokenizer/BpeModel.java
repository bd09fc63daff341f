package io.steelyard.text.tokenizer;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE tokenizer as its files describe it.
 *
 * @param vocabulary the tokens in the spelling of {@link ByteAlphabet}, in the order of their ids
 * @param merges the pairs of token ids that merge, best first, as {@link PairTable#pair}
 * @param addedTokens tokens that are found whole; they may be in the vocabulary or beside it
 * @param nfc whether a text is first brought to Unicode's normal form C
 * @param ignoreMerges whether a word that is a token is taken whole, whatever the merges say
 */
record BpeModel(
        Map<String, Integer> vocabulary,
        long[] merges,
        List<AddedToken> addedTokens,
        boolean nfc,
        SplitPattern pattern,
        boolean ignoreMerges) {
    /** The tokens of the vocabulary by their ids, null where an id has none. */
    @Nullable String[] tokens() {
        int size = 1 + vocabulary.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
        @Nullable String[] tokens = new @Nullable String[size];
        vocabulary.forEach((token, id) -> tokens[id] = token);
        return tokens;
    }

    static int left(long pair) {
        return (int) (pair >>> 32);
    }

    static int right(long pair) {
        return (int) pair;
    }
}
