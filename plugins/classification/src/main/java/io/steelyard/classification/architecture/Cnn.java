package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.nn.MaxPool;
import io.steelyard.nn.Padding;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A small convolutional network: blocks of convolutions of 3 by 3 pixels, each followed by batch
 * normalization (Ioffe and Szegedy 2015) and a rectifier, and at the end of a block max pooling
 * that halves both axes (in the manner of Simonyan and Zisserman 2015, "VGG") and dropout; then a
 * hidden layer and the last one. Reads {@code pixel_values} F32 {@code [batch, height, width,
 * channels]}.
 *
 * <p>Parameters of convolution j of block i are {@code blocks.i.conv.j.weight} {@code [3, 3, in,
 * out]} and {@code blocks.i.norm.j.weight} and so on; then {@code hidden.weight} {@code [out, in]},
 * {@code hidden.bias}, {@code classifier.weight} and {@code classifier.bias}.
 *
 * @param image what it reads
 * @param blockChannels channels of the convolutions of each block ({@code block_channels})
 * @param depth convolutions of a block ({@code block_depth})
 * @param hidden units of the hidden layer ({@code hidden_size})
 * @param blockDropout after each block ({@code block_dropout_prob})
 * @param dropout after the hidden layer ({@code classifier_dropout})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record Cnn(
        ImageSize image,
        List<Integer> blockChannels,
        int depth,
        int hidden,
        float blockDropout,
        float dropout,
        int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "cnn";

    private static final String CHANNELS = "block_channels";
    private static final String DEPTH = "block_depth";
    private static final String HIDDEN = "hidden_size";
    private static final String BLOCK_DROPOUT = "block_dropout_prob";
    private static final String DROPOUT = "classifier_dropout";

    /**
     * Throws {@code INVALID_ARGUMENT} for sizes below 1, more blocks than the image can be halved,
     * and rates outside [0, 1).
     */
    public Cnn {
        blockChannels = List.copyOf(blockChannels);
        Ranges.requireSome(MODEL_TYPE, CHANNELS, blockChannels);
        int halvings = 31 - Integer.numberOfLeadingZeros(Math.min(image.height(), image.width()));
        Ranges.require(
                blockChannels.size() <= halvings,
                MODEL_TYPE,
                CHANNELS,
                blockChannels,
                "at most " + halvings + " blocks, as often as " + image + " can be halved");
        Ranges.requirePositive(MODEL_TYPE, DEPTH, depth);
        Ranges.requirePositive(MODEL_TYPE, HIDDEN, hidden);
        Ranges.requireRate(MODEL_TYPE, BLOCK_DROPOUT, blockDropout);
        Ranges.requireRate(MODEL_TYPE, DROPOUT, dropout);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * Two blocks of two convolutions with 16 and 32 channels and 128 hidden units. For grey images
     * of 28 by 28 pixels and 10 classes: 218,586 parameters and 9.7 million floating-point
     * operations an image forwards.
     */
    public static Cnn small(int height, int width, int channels, int classes) {
        return new Cnn(
                new ImageSize(height, width, channels),
                List.of(16, 32),
                2,
                128,
                0.1f,
                0.4f,
                classes);
    }

    static Cnn of(ConfigEntries entries) {
        return new Cnn(
                ImageSize.of(entries),
                entries.integers(CHANNELS),
                entries.integer(DEPTH),
                entries.integer(HIDDEN),
                entries.number(BLOCK_DROPOUT, 0),
                entries.number(DROPOUT, 0),
                entries.classes());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = ConfigEntries.begin(this);
        image.putInto(map);
        map.put(CHANNELS, blockChannels);
        map.put(DEPTH, depth);
        map.put(HIDDEN, hidden);
        map.put(BLOCK_DROPOUT, blockDropout);
        map.put(DROPOUT, dropout);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x = image.pixels(features);
        for (int i = 0; i < blockChannels.size(); i++) {
            int channels = blockChannels.get(i);
            x = scope.apply("blocks." + i, (part, input) -> block(part, input, channels), x);
        }
        Tensor flat = new Flatten().forward(scope, x); // [batch, features]
        Linear layer = new Linear(hidden, true, Initializers.heNormal());
        Tensor inner = scope.apply("hidden", layer, flat).relu();
        Tensor thinned = scope.apply("dropout", new Dropout(dropout), inner);
        return scope.apply("classifier", new Linear(classes), thinned);
    }

    /** {@code [batch, height, width, in] -> [batch, height / 2, width / 2, channels]}. */
    private Tensor block(Scope scope, Tensor input, int channels) {
        Conv conv = new Conv(channels, Kernel.of(3, 3).withPadding(Padding.same())).withoutBias();
        Tensor x = input;
        for (int j = 0; j < depth; j++) {
            x = scope.apply("conv." + j, conv, x);
            x = scope.apply("norm." + j, new BatchNorm(), x).relu();
        }
        return scope.apply(
                "dropout", new Dropout(blockDropout), MaxPool.of(2, 2).forward(scope, x));
    }
}
