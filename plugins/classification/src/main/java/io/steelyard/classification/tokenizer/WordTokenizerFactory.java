package io.steelyard.classification.tokenizer;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;
import io.steelyard.spi.TokenizerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes {@link WordTokenizer}s, kind {@code word}. */
public final class WordTokenizerFactory implements TokenizerFactory {
    /** A factory; it has no state. */
    public WordTokenizerFactory() {}

    @Override
    public String kind() {
        return WordTokenizer.KIND;
    }

    /**
     * With {@link WordTokenizerOptions#defaults} but for the size, if one is given.
     *
     * @throws SteelyardException as {@link WordTokenizer#train}, and {@code INVALID_ARGUMENT} for a
     *     size that leaves no word
     */
    @Override
    public WordTokenizer train(String text, Optional<Integer> vocabularySize) {
        WordTokenizerOptions options = WordTokenizerOptions.defaults();
        return WordTokenizer.train(
                Stream.of(text), vocabularySize.map(options::withVocabularySize).orElse(options));
    }

    /**
     * Whether there is a {@code tokenizer.json} with a WordLevel model behind BERT's normalizer.
     */
    @Override
    public boolean reads(Path directory) throws IOException {
        return WordTokenizerJson.isIn(directory);
    }

    @Override
    public WordTokenizer load(Path directory) throws IOException {
        return WordTokenizer.read(directory.resolve(TokenizerFile.NAME));
    }
}
