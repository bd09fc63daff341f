package io.steelyard.spi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Text to token ids and back. Implementations are immutable and safe for use from many threads. */
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
     * The bytes that a token id stands for: a part of a UTF-8 text, which need not end on a
     * character boundary. Throws {@code INVALID_ARGUMENT} for an id outside the vocabulary.
     */
    byte[] bytes(int token);

    /** The token that ends a text, for kinds that have one. */
    default OptionalInt endOfText() {
        return OptionalInt.empty();
    }

    /** The text of the ids; bytes that are no UTF-8 become U+FFFD. */
    default String decode(int... tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(bytes(token));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Writes the files that {@code TokenizerFactory.load} of the same kind reads: {@code
     * tokenizer.json}.
     */
    void save(Path directory) throws IOException;
}
