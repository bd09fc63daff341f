package io.steelyard.testkit.toy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TokenizerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Learns which bits to turn round from the length of a text. */
public class ToyTokenizerFactory implements TokenizerFactory {
    @Override
    public String kind() {
        return "toy";
    }

    @Override
    public Tokenizer train(String text, Optional<Integer> vocabularySize) {
        return new ToyTokenizer(text.length() & 0xff);
    }

    @Override
    public boolean reads(Path directory) throws IOException {
        return Files.exists(directory.resolve("toy.txt"));
    }

    @Override
    public Tokenizer load(Path directory) throws IOException {
        if (!reads(directory)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND, directory + " holds no toy.txt; save one there.");
        }
        return new ToyTokenizer(Integer.parseInt(Files.readString(directory.resolve("toy.txt"))));
    }
}
