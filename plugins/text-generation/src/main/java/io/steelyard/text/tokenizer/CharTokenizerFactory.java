package io.steelyard.text.tokenizer;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.text.TokenizerSpec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes {@link CharTokenizer}s, kind {@code char}. */
public final class CharTokenizerFactory implements TokenizerFactory {
    /** A factory; it has no state. */
    public CharTokenizerFactory() {}

    @Override
    public String kind() {
        return CharTokenizer.KIND;
    }

    /**
     * @throws SteelyardException as {@link CharTokenizer#train}; {@code INVALID_ARGUMENT} for a
     *     size, which this kind finds itself
     */
    @Override
    public CharTokenizer train(String text, Optional<Integer> vocabularySize) {
        vocabularySize.ifPresent(size -> TokenizerSpec.parse(kind() + ":" + size));
        return CharTokenizer.train(text);
    }

    /** Whether there is a {@code tokenizer.json} with a WordLevel model. */
    @Override
    public boolean reads(Path directory) throws IOException {
        return TokenizerFile.modelType(directory).filter("WordLevel"::equals).isPresent();
    }

    @Override
    public CharTokenizer load(Path directory) throws IOException {
        return CharTokenizer.read(directory.resolve(TokenizerFile.NAME));
    }
}
