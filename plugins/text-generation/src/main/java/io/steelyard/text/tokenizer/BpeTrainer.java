package io.steelyard.text.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Learns byte-level BPE merges (Sennrich et al. 2016, "Neural Machine Translation of Rare Words
 * with Subword Units", algorithm 1) from word counts: merge the most frequent pair of adjacent
 * tokens, again and again. The numbering and the choices are those of Hugging Face's {@code
 * ByteLevelBPETokenizer.train}: id 0 is {@code <|endoftext|>}, ids 1 to 256 are the bytes in the
 * order of their characters, then come the merges; of equally frequent pairs the one with the
 * smaller ids goes first; a pair must occur twice. (Given files, that library cuts a text into
 * lines first, which changes the words around line ends; given the whole text, it learns the same
 * file.) The result depends on the text alone.
 *
 * <p>Counts are kept up to date: a merge visits only the words that contain its pair, and a heap
 * with lazily corrected counts finds the next pair.
 */
final class BpeTrainer {
    private static final int SMALLEST_COUNT = 2;

    /** A pair of adjacent tokens, how often it occurs, and words that contain or contained it. */
    private static final class Pair {
        final int left;
        final int right;
        long count;
        final IntList words = new IntList(4);

        Pair(int left, int right) {
            this.left = left;
            this.right = right;
        }

        void occursIn(int word) {
            if (words.size() == 0 || words.get(words.size() - 1) != word) {
                words.add(word);
            }
        }
    }

    /** A pair with the count that it had when it was put on the heap. */
    private record Candidate(Pair pair, long count) {
        static final Comparator<Candidate> BEST_FIRST =
                Comparator.comparingLong((Candidate candidate) -> -candidate.count)
                        .thenComparingInt(candidate -> candidate.pair.left)
                        .thenComparingInt(candidate -> candidate.pair.right);
    }

    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<int[]> words = new ArrayList<>();
    private final List<Long> wordCounts = new ArrayList<>();
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> heap = new PriorityQueue<>(Candidate.BEST_FIRST);
    private final List<Long> merges = new ArrayList<>();

    private BpeTrainer() {}

    /** Learns a vocabulary of at most the given size; a short text gives fewer tokens. */
    static BpeModel train(String text, int vocabularySize) {
        if (text.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "A tokenizer cannot be learned from an empty text; give the training text.");
        }
        UnicodeText.requireWellFormed(text);
        BpeTrainer trainer = new BpeTrainer();
        trainer.addAlphabet();
        trainer.countWords(text);
        trainer.countPairs();
        trainer.merge(vocabularySize);
        return trainer.model();
    }

    private void addAlphabet() {
        addToken(AddedToken.END_OF_TEXT);
        char[] alphabet = new char[256];
        for (int b = 0; b < alphabet.length; b++) {
            alphabet[b] = ByteAlphabet.character(b);
        }
        Arrays.sort(alphabet);
        for (char c : alphabet) {
            addToken(String.valueOf(c));
        }
    }

    private int addToken(String token) {
        Integer known = ids.putIfAbsent(token, tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(token);
        return tokens.size() - 1;
    }

    private void countWords(String text) {
        int[] byteIds = new int[256];
        for (int b = 0; b < byteIds.length; b++) {
            byteIds[b] = ids.get(String.valueOf(ByteAlphabet.character(b)));
        }
        Map<String, long[]> counts = new LinkedHashMap<>();
        SplitPattern.GPT2.forEachWord(
                text, word -> counts.computeIfAbsent(word, w -> new long[1])[0]++);
        counts.forEach(
                (word, count) -> {
                    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                    int[] symbols = new int[bytes.length];
                    for (int i = 0; i < bytes.length; i++) {
                        symbols[i] = byteIds[bytes[i] & 0xFF];
                    }
                    words.add(symbols);
                    wordCounts.add(count[0]);
                });
    }

    private void countPairs() {
        for (int word = 0; word < words.size(); word++) {
            int[] symbols = words.get(word);
            for (int i = 0; i + 1 < symbols.length; i++) {
                count(symbols[i], symbols[i + 1], wordCounts.get(word), word);
            }
        }
        for (Pair pair : pairs.values()) {
            offer(pair);
        }
    }

    private Pair count(int left, int right, long by, int word) {
        Pair pair =
                pairs.computeIfAbsent(PairTable.pair(left, right), packed -> new Pair(left, right));
        pair.count += by;
        pair.occursIn(word);
        return pair;
    }

    private void offer(Pair pair) {
        if (pair.count >= SMALLEST_COUNT) {
            heap.add(new Candidate(pair, pair.count));
        }
    }

    private void merge(int vocabularySize) {
        while (tokens.size() < vocabularySize && !heap.isEmpty()) {
            Candidate best = heap.remove();
            Pair pair = best.pair();
            if (best.count() != pair.count) {
                offer(pair);
                continue;
            }
            int merged = addToken(tokens.get(pair.left) + tokens.get(pair.right));
            merges.add(PairTable.pair(pair.left, pair.right));
            pairs.remove(PairTable.pair(pair.left, pair.right));
            pair.count = 0; // whatever of it is still on the heap is void
            Map<Long, Pair> grown = new LinkedHashMap<>();
            for (int i = 0; i < pair.words.size(); i++) {
                mergeIn(pair.words.get(i), pair, merged, grown);
            }
            grown.values().forEach(this::offer);
        }
    }

    /** Replaces the pair in one word and moves the counts of its neighbours. */
    private void mergeIn(int word, Pair pair, int merged, Map<Long, Pair> grown) {
        int[] symbols = words.get(word);
        long count = wordCounts.get(word);
        int kept = 0;
        for (int i = 0; i < symbols.length; i++) {
            boolean found =
                    symbols[i] == pair.left
                            && i + 1 < symbols.length
                            && symbols[i + 1] == pair.right;
            if (!found) {
                symbols[kept++] = symbols[i];
                continue;
            }
            if (kept > 0) {
                move(symbols[kept - 1], pair.left, symbols[kept - 1], merged, count, word, grown);
            }
            if (i + 2 < symbols.length) {
                move(pair.right, symbols[i + 2], merged, symbols[i + 2], count, word, grown);
            }
            symbols[kept++] = merged;
            i++;
        }
        if (kept < symbols.length) {
            words.set(word, Arrays.copyOf(symbols, kept));
        }
    }

    private void move(
            int oldLeft,
            int oldRight,
            int newLeft,
            int newRight,
            long count,
            int word,
            Map<Long, Pair> grown) {
        Pair old = pairs.get(PairTable.pair(oldLeft, oldRight));
        if (old != null) { // gone if it overlaps the merged pair, as in "aaa"
            old.count -= count;
        }
        grown.put(PairTable.pair(newLeft, newRight), count(newLeft, newRight, count, word));
    }

    private BpeModel model() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        return new BpeModel(
                vocabulary,
                merges.stream().mapToLong(Long::longValue).toArray(),
                List.of(new AddedToken(0, AddedToken.END_OF_TEXT, true, false)),
                false,
                SplitPattern.GPT2,
                false);
    }
}
