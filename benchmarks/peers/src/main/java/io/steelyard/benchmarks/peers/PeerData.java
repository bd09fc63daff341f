package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.EndlessBatches;
import io.steelyard.data.image.IdxDirectory;
import io.steelyard.data.image.ImageCollection;
import io.steelyard.data.image.LabeledImage;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Tokenizer;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.text.tokenizer.ByteLevelBpeFactory;
import io.steelyard.text.tokenizer.CharTokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the contestants train on: random windows of tiny Shakespeare and random images of
 * Fashion-MNIST, or random content where there is no data.
 *
 * @param directory with {@code tinyshakespeare}, {@code fashion-mnist} and {@code tokenizers/gpt2}
 */
record PeerData(Optional<Path> directory) {
    static final int CHARACTERS = 65;
    static final int GPT2_TOKENS = 50_257;
    private static final long SEED = 1337;
    private static final int SIZE = 28;
    private static final int CLASSES = 10;

    /** Windows of characters, {@code [batch, context]}, and the characters that follow each. */
    EndlessBatches characters(int batch, int context) {
        return directory.isEmpty()
                ? EndlessBatches.tokens(batch, context, CHARACTERS)
                : windows(CharTokenizer.train(text()), batch, context);
    }

    /** Windows of GPT-2's tokens. */
    EndlessBatches tokens(int batch, int context) {
        if (directory.isEmpty()) {
            return EndlessBatches.tokens(batch, context, GPT2_TOKENS);
        }
        Path tokenizer = directory.get().resolve("tokenizers/gpt2");
        try {
            return windows(new ByteLevelBpeFactory().load(tokenizer), batch, context);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private String text() {
        try {
            return Files.readString(directory.orElseThrow().resolve("tinyshakespeare/input.txt"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private EndlessBatches windows(Tokenizer tokenizer, int batch, int context) {
        int[] all = tokenizer.encode(text());
        int[] ids = Arrays.copyOf(all, all.length * 9 / 10);
        return new EndlessBatches(
                SEED,
                random -> {
                    int[] inputs = new int[batch * context];
                    int[] labels = new int[batch * context];
                    for (int row = 0; row < batch; row++) {
                        int start = random.nextInt(ids.length - context);
                        System.arraycopy(ids, start, inputs, row * context, context);
                        System.arraycopy(ids, start + 1, labels, row * context, context);
                    }
                    return Batch.of(
                            "input_ids",
                            NdArray.of(inputs, batch, context),
                            "labels",
                            NdArray.of(labels, batch, context));
                });
    }

    /** Images {@code [batch, 28, 28, 1]} with values from 0 to 1. */
    EndlessBatches images(int batch) {
        if (directory.isEmpty()) {
            return EndlessBatches.images(batch, SIZE, CLASSES);
        }
        ImageCollection images =
                IdxDirectory.open(directory.get().resolve("fashion-mnist")).training();
        return new EndlessBatches(
                SEED,
                random -> {
                    NdArray pixels = NdArray.zeros(TensorType.of(DType.F32, batch, SIZE, SIZE, 1));
                    int[] labels = new int[batch];
                    for (int row = 0; row < batch; row++) {
                        LabeledImage image = images.get(random.nextInt((int) images.count()));
                        byte[] bytes = image.image().pixels();
                        for (int i = 0; i < bytes.length; i++) {
                            float value = Byte.toUnsignedInt(bytes[i]) / 255f;
                            pixels.set((long) row * bytes.length + i, value);
                        }
                        labels[row] = image.label();
                    }
                    return Batch.of("image", pixels, "labels", NdArray.of(labels, batch));
                });
    }
}
