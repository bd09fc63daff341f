package io.steelyard.testkit.toy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Tokenizer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A token for each byte of UTF-8, with some of its bits turned round. */
public class ToyTokenizer implements Tokenizer {
    private final int mask;

    /**
     * A tokenizer.
     *
     * @param mask the bits that are turned round
     */
    public ToyTokenizer(int mask) {
        this.mask = mask;
    }

    @Override
    public String kind() {
        return "toy";
    }

    @Override
    public int vocabularySize() {
        return 256;
    }

    @Override
    public int[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = (bytes[i] & 0xff) ^ mask;
        }
        return tokens;
    }

    @Override
    public byte[] bytes(int token) {
        if (token < 0 || token > 255) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT, "Token " + token + "; accepted are 0 to 255.");
        }
        return new byte[] {(byte) (token ^ mask)};
    }

    @Override
    public void save(Path directory) throws IOException {
        Files.writeString(directory.resolve("toy.txt"), Integer.toString(mask));
    }
}
