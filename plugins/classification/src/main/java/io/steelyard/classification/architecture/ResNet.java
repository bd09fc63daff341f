package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.GlobalAveragePool;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Padding;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A residual network for small images (He et al. 2016, "Deep residual learning for image
 * recognition", section 4.2): a convolution, stages of basic blocks of two convolutions of 3 by 3
 * pixels each, the mean over the image, and a last layer. Every stage after the first halves the
 * image; its first shortcut takes every second pixel and fills the new channels with zeros, so that
 * shortcuts have no parameters (option A). Reads {@code pixel_values} F32 {@code [batch, height,
 * width, channels]}.
 *
 * <p>Parameters have torchvision's names: {@code conv1.weight}, {@code bn1.weight}, {@code
 * layer1.0.conv1.weight}, {@code layer1.0.bn1.weight} ..., {@code fc.weight}; weights of
 * convolutions are {@code [3, 3, in, out]}.
 *
 * @param image what it reads
 * @param channels of each stage, never fewer than of the one before ({@code hidden_sizes})
 * @param depths blocks of each stage ({@code depths})
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record ResNet(ImageSize image, List<Integer> channels, List<Integer> depths, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "resnet";

    private static final String CHANNELS = "hidden_sizes";
    private static final String DEPTHS = "depths";

    /** Throws {@code INVALID_ARGUMENT} for sizes below 1 and stages that become narrower. */
    public ResNet {
        channels = List.copyOf(channels);
        depths = List.copyOf(depths);
        Ranges.requireSome(MODEL_TYPE, CHANNELS, channels);
        Ranges.requirePositive(MODEL_TYPE, DEPTHS, depths);
        Ranges.require(
                depths.size() == channels.size(),
                MODEL_TYPE,
                DEPTHS,
                depths,
                "as many numbers as " + CHANNELS + " " + channels);
        for (int i = 1; i < channels.size(); i++) {
            Ranges.require(
                    channels.get(i) >= channels.get(i - 1),
                    MODEL_TYPE,
                    CHANNELS,
                    channels,
                    "numbers that do not become smaller");
        }
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * The paper's networks for CIFAR-10: 6 n + 2 layers in three stages of 16, 32 and 64 channels.
     * For images of 32 by 32 pixels, 3 channels and 10 classes, n of 3 (ResNet-20) has 269,722
     * parameters and takes 82 million floating-point operations an image forwards.
     *
     * @param blocks n, of each stage
     */
    public static ResNet cifar(int height, int width, int channels, int blocks, int classes) {
        return new ResNet(
                new ImageSize(height, width, channels),
                List.of(16, 32, 64),
                Collections.nCopies(3, blocks),
                classes);
    }

    static ResNet of(ConfigEntries entries) {
        return new ResNet(
                ImageSize.of(entries),
                entries.integers(CHANNELS),
                entries.integers(DEPTHS),
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
        map.put(CHANNELS, channels);
        map.put(DEPTHS, depths);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor pixels = image.pixels(features);
        Tensor x = convolved(scope, 1, channels.getFirst(), 1, pixels).relu();
        for (int stage = 0; stage < channels.size(); stage++) {
            int width = channels.get(stage);
            for (int i = 0; i < depths.get(stage); i++) {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                x =
                        scope.apply(
                                "layer" + (stage + 1) + "." + i,
                                (part, input) -> block(part, input, width, stride),
                                x);
            }
        }
        Tensor mean = new GlobalAveragePool().forward(scope, x); // [batch, channels]
        return scope.apply("fc", new Linear(classes), mean);
    }

    /** The paper's figure 2: {@code relu(F(x) + x)}. */
    private static Tensor block(Scope scope, Tensor input, int channels, int stride) {
        Tensor inner = convolved(scope, 1, channels, stride, input).relu();
        Tensor change = convolved(scope, 2, channels, 1, inner);
        return change.add(shortcut(input, channels, stride)).relu();
    }

    private static Tensor convolved(
            Scope scope, int number, int channels, int stride, Tensor input) {
        Kernel kernel = Kernel.of(3, 3).withStride(stride).withPadding(Padding.of(1));
        Tensor x = scope.apply("conv" + number, new Conv(channels, kernel).withoutBias(), input);
        return scope.apply("bn" + number, new BatchNorm(), x);
    }

    /** {@code [batch, height, width, in] -> [batch, ceil(height / stride), .., channels]}. */
    private static Tensor shortcut(Tensor input, int channels, int stride) {
        Tensor kept = input;
        if (stride > 1) {
            List<Op.Span> spans =
                    List.of(
                            new Op.Span(0, input.size(0), 1),
                            new Op.Span(0, input.size(1), stride),
                            new Op.Span(0, input.size(2), stride),
                            new Op.Span(0, input.size(3), 1));
            kept = input.recorder().apply(new Op.Slice(spans), input);
        }
        long missing = channels - input.size(3);
        Op.Padding none = new Op.Padding(0, 0, 0);
        Op.Padding added = new Op.Padding(missing / 2, missing - missing / 2, 0);
        return missing == 0 ? kept : kept.pad(0, List.of(none, none, none, added));
    }
}
