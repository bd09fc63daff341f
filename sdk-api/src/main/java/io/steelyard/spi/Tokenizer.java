package io.steelyard.spi;

/**
 * Text to token ids and back. Implementations are immutable and safe for use from many threads.
 */
public interface Tokenizer {
    /** The registered id of the kind of tokenizer, written into saved models: {@code "bpe"}. */
    String kind();

    /** One more than the largest token id. */
    int vocabularySize();

    /**
     * The ids of a text. Throws {@code INVALID_DATA} naming the character and its position when the
     * text holds something that this tokenizer cannot express.
     */
    int[] encode(String text);

    /**
     * The bytes that a token id stands for: a part of a UTF-8 text, which need not end on a character
     * boundary. Throws {@code INVALID_ARGUMENT} for an id outside the vocabulary.
     */
    byte[] bytes(int token);

    /** The text of the ids; bytes that are no UTF-8 become U+FFFD. */
    default String decode(int... tokens) {
        var bytes = new java.io.ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(bytes(token));
        }
        return bytes.toString(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Writes the files that {@code TokenizerFactory.load} of the same kind reads: {@code tokenizer.json}. */
    void save(java.nio.file.Path directory) throws java.io.IOException;
}
