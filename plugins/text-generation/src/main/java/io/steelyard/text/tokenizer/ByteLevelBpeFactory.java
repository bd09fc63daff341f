package io.steelyard.text.tokenizer;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.TokenizerFile;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.text.TokenizerSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes {@link ByteLevelBpe} tokenizers, kind {@code bpe}. Reads {@code tokenizer.json} as written
 * by Hugging Face's {@code tokenizers} for GPT-2, GPT-NeoX, Qwen2 and their relatives, and GPT-2's
 * pair {@code vocab.json} and {@code merges.txt}, or {@code encoder.json} and {@code vocab.bpe}.
 */
public final class ByteLevelBpeFactory implements TokenizerFactory {
    /** A factory; it has no state. */
    public ByteLevelBpeFactory() {}

    @Override
    public String kind() {
        return ByteLevelBpe.KIND;
    }

    /**
     * @throws SteelyardException as {@link ByteLevelBpe#train}; {@code INVALID_ARGUMENT} without a
     *     size
     */
    @Override
    public ByteLevelBpe train(String text, Optional<Integer> vocabularySize) {
        TokenizerSpec spec = new TokenizerSpec(kind(), vocabularySize);
        return ByteLevelBpe.train(text, spec.vocabularySize().orElseThrow());
    }

    /** Whether there is a {@code tokenizer.json} with a BPE model or else one of the pairs. */
    @Override
    public boolean reads(Path directory) throws IOException {
        Optional<String> type = TokenizerFile.modelType(directory);
        return type.isPresent() ? type.get().equals("BPE") : Gpt2Files.find(directory).isPresent();
    }

    @Override
    public ByteLevelBpe load(Path directory) throws IOException {
        Path file = directory.resolve(TokenizerFile.NAME);
        if (Files.isRegularFile(file)) {
            return loadFile(file);
        }
        Gpt2Files files =
                Gpt2Files.find(directory)
                        .orElseThrow(
                                () ->
                                        new SteelyardException(
                                                ErrorCode.FILE_NOT_FOUND,
                                                directory
                                                        + " holds no tokenizer: it needs"
                                                        + " tokenizer.json, or vocab.json and"
                                                        + " merges.txt, or encoder.json and"
                                                        + " vocab.bpe."));
        return new ByteLevelBpe(files.read());
    }

    /** Loads a file in the form of {@code tokenizer.json}, whatever its name. */
    public ByteLevelBpe loadFile(Path file) throws IOException {
        return new ByteLevelBpe(BpeJson.read(file));
    }
}
