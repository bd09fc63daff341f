package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which tokenizer to learn from the training text, as a recipe or a command line says it: {@code
 * char} or {@code bpe:4096}.
 *
 * @param kind the registered id of the tokenizer's factory
 * @param vocabularySize the number of tokens wanted; empty for kinds that find it themselves
 */
public record TokenizerSpec(String kind, Optional<Integer> vocabularySize) {
    /** The smallest byte-level vocabulary: 256 bytes, the end-of-text token and one merge. */
    public static final int SMALLEST_BPE_VOCABULARY = 258;

    /** The largest vocabulary that can be asked for. */
    public static final int LARGEST_BPE_VOCABULARY = 1_000_000;

    /** Throws {@code INVALID_ARGUMENT} for an unknown kind or a size out of its range. */
    public TokenizerSpec {
        Objects.requireNonNull(vocabularySize, "vocabularySize");
        String given = vocabularySize.map(size -> kind + ":" + size).orElse(kind);
        switch (kind) {
            case "char" -> {
                if (vocabularySize.isPresent()) {
                    throw invalid(given, "The char tokenizer finds its own size; write \"char\".");
                }
            }
            case "bpe" -> checkBpeSize(given, vocabularySize);
            default -> throw invalid(given, suggestion(kind, given));
        }
    }

    /** One token for each distinct character of the training text. */
    public static TokenizerSpec character() {
        return new TokenizerSpec("char", Optional.empty());
    }

    /** Byte-level BPE with a vocabulary of the given size. */
    public static TokenizerSpec bpe(int vocabularySize) {
        return new TokenizerSpec("bpe", Optional.of(vocabularySize));
    }

    /**
     * Reads {@code char} or {@code bpe:N}. Throws {@code INVALID_ARGUMENT} for anything else, with
     * what was probably meant.
     */
    public static TokenizerSpec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new TokenizerSpec(text, Optional.empty());
        }
        String kind = text.substring(0, colon);
        String size = text.substring(colon + 1);
        if (!kind.equals("bpe") && !kind.equals("char")) {
            throw invalid(text, suggestion(kind, text));
        }
        try {
            return new TokenizerSpec(kind, Optional.of(Integer.valueOf(size)));
        } catch (NumberFormatException e) {
            throw invalid(
                    text,
                    "After \"%s:\" comes a whole number%s; write \"bpe:4096\"."
                            .formatted(kind, size.isEmpty() ? "" : ", not \"" + size + "\""));
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return vocabularySize.map(size -> kind + ":" + size).orElse(kind);
    }

    private static void checkBpeSize(String given, Optional<Integer> vocabularySize) {
        if (vocabularySize.isEmpty()) {
            throw invalid(
                    given, "A bpe tokenizer needs the size of its vocabulary; write \"bpe:4096\".");
        }
        int size = vocabularySize.get();
        if (size < SMALLEST_BPE_VOCABULARY || size > LARGEST_BPE_VOCABULARY) {
            throw invalid(
                    given,
                    ("The vocabulary of a bpe tokenizer has %d to %d tokens: 256 bytes,"
                                    + " <|endoftext|> and the merges; write \"bpe:4096\".")
                            .formatted(SMALLEST_BPE_VOCABULARY, LARGEST_BPE_VOCABULARY));
        }
    }

    private static String suggestion(String kind, String given) {
        String plain = kind.strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith("char")) {
            return "Did you mean \"char\"?";
        }
        if (plain.startsWith("b")) {
            String digits = given.replaceAll("\\D", "");
            return "Did you mean \"bpe:%s\"?"
                    .formatted(digits.isEmpty() || digits.length() > 7 ? "4096" : digits);
        }
        return "Use \"char\" (one token for each distinct character) or \"bpe:N\" (byte-level BPE,"
                + " for example \"bpe:4096\").";
    }

    private static SteelyardException invalid(String given, String advice) {
        return new SteelyardException(
                ErrorCode.INVALID_ARGUMENT, "\"" + given + "\" names no tokenizer. " + advice);
    }
}
