package io.steelyard.classification.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One token for each word and each punctuation mark: the most frequent of the training texts, and
 * {@code [UNK]} for all others, so that any text can be encoded, but not every text can be had back
 * from its ids. Token 0 is {@code [PAD]}, which no text has; where texts are framed, they begin
 * with {@code [CLS]} and end with {@code [SEP]}. The names of special tokens have no meaning in a
 * text. Immutable and safe for use from many threads.
 *
 * <p>Words are cut as BERT's basic tokenizer does, except that accents are kept. Saved as a {@code
 * tokenizer.json} that Hugging Face's {@code tokenizers} opens and that gives the same ids there.
 */
public final class WordTokenizer implements Tokenizer {
    /** The id of the token that fills texts up. */
    public static final int PADDING = SpecialToken.PAD.id();

    /** The id of the token that stands for words that are not in the vocabulary. */
    public static final int UNKNOWN = SpecialToken.UNK.id();

    static final String KIND = "word";

    private final List<String> tokens;
    private final boolean lowercase;
    private final boolean framed;
    private final WordSplitter splitter;
    private final Map<String, Integer> ids;

    /**
     * @param tokens in the order of their ids, the special ones first
     */
    WordTokenizer(List<String> tokens, boolean lowercase, boolean framed) {
        this.tokens = List.copyOf(tokens);
        this.lowercase = lowercase;
        this.framed = framed;
        this.splitter = new WordSplitter(lowercase);
        // No word is equal to a special token, whose brackets are words of their own.
        this.ids =
                IntStream.range(0, tokens.size())
                        .boxed()
                        .collect(Collectors.toMap(tokens::get, id -> id));
    }

    /**
     * Learns the words of texts: the most frequent ones, of two as frequent the one that comes
     * first by the values of its characters. The stream is read once and not closed.
     *
     * @throws SteelyardException {@code INVALID_DATA} for texts without a word that is frequent
     *     enough
     */
    public static WordTokenizer train(Stream<String> texts, WordTokenizerOptions options) {
        WordSplitter splitter = new WordSplitter(options.lowercase());
        Map<String, Long> counts = new HashMap<>();
        texts.forEachOrdered(
                text -> splitter.split(text, word -> counts.merge(word, 1L, Long::sum)));
        List<SpecialToken> special = SpecialToken.of(options.framed());
        List<String> tokens = new ArrayList<>(special.stream().map(SpecialToken::text).toList());
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= options.minimumCount())
                .sorted(
                        Comparator.comparingLong(
                                        (Map.Entry<String, Long> entry) -> entry.getValue())
                                .reversed()
                                .thenComparing(Map.Entry::getKey))
                .limit(options.vocabularySize() - special.size())
                .forEachOrdered(entry -> tokens.add(entry.getKey()));
        if (tokens.size() == special.size()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "A word tokenizer cannot be learned from texts without a word that occurs "
                            + options.minimumCount()
                            + " times; give the training texts.");
        }
        return new WordTokenizer(tokens, options.lowercase(), options.framed());
    }

    static WordTokenizer read(Path path) throws IOException {
        return WordTokenizerJson.read(path);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int vocabularySize() {
        return tokens.size();
    }

    /** Whether texts are framed by {@code [CLS]} and {@code [SEP]}. */
    public boolean framed() {
        return framed;
    }

    boolean lowercase() {
        return lowercase;
    }

    /** The tokens in the order of their ids. */
    List<String> tokens() {
        return tokens;
    }

    /** One id for each word; never fails. */
    @Override
    public int[] encode(String text) {
        return encode(text, Integer.MAX_VALUE);
    }

    /**
     * The ids of the first words of a text, so many that they, with their frame, are no more than a
     * number. Throws {@code INVALID_ARGUMENT} for a number that has no room for a word.
     */
    public int[] encode(String text, int most) {
        int room = most - (framed ? 2 : 0);
        if (room < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A text was to be encoded as at most "
                            + most
                            + " tokens; accepted are "
                            + (framed ? 3 : 1)
                            + " or more.");
        }
        IntStream.Builder words = IntStream.builder();
        splitter.split(text, word -> words.add(ids.getOrDefault(word, SpecialToken.UNK.id())));
        IntStream kept = words.build().limit(room);
        return framed
                ? IntStream.concat(
                                IntStream.concat(IntStream.of(SpecialToken.CLS.id()), kept),
                                IntStream.of(SpecialToken.SEP.id()))
                        .toArray()
                : kept.toArray();
    }

    /** The word of a token; nothing for {@code [PAD]}, {@code [CLS]} and {@code [SEP]}. */
    @Override
    public byte[] bytes(int token) {
        return word(token).getBytes(StandardCharsets.UTF_8);
    }

    private String word(int token) {
        if (token < 0 || token >= tokens.size()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no token %d; the ids of this vocabulary are 0 to %d."
                            .formatted(token, tokens.size() - 1));
        }
        boolean silent = token != SpecialToken.UNK.id() && token < SpecialToken.of(framed).size();
        return silent ? "" : tokens.get(token);
    }

    /** The words of the ids with a space between any two. */
    @Override
    public String decode(int... tokens) {
        return Arrays.stream(tokens)
                .mapToObj(this::word)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Writes {@code tokenizer.json} in the form of Hugging Face's {@code tokenizers}. */
    @Override
    public void save(Path directory) throws IOException {
        WordTokenizerJson.write(this, directory);
    }
}
