package io.steelyard.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes tokenizers of one registered kind. */
public interface TokenizerFactory {
    /** The registered id: {@code "bpe"}. */
    String kind();

    /**
     * Learns a tokenizer from a text.
     *
     * @param vocabularySize the size wanted; empty for kinds that find it themselves
     */
    Tokenizer train(String text, Optional<Integer> vocabularySize);

    /** Whether this kind wrote (or understands) the tokenizer files in the directory. */
    boolean reads(Path directory) throws IOException;

    /**
     * Loads the tokenizer of a saved model. Throws {@code INVALID_FILE} naming the file and what is
     * wrong with it.
     */
    Tokenizer load(Path directory) throws IOException;
}
