package io.steelyard.classification.architecture;

import io.steelyard.model.Scope;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.tensor.Shape;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * A Vision Transformer (Dosovitskiy et al. 2021, "An image is worth 16x16 words"): patches of an
 * image as tokens behind a class token, an encoder that normalizes before each sublayer, and a
 * linear layer on the class token. Reads {@code pixel_values} F32 {@code [batch, height, width,
 * channels]}.
 *
 * <p>Parameters have the names and orientations of Hugging Face's {@code
 * ViTForImageClassification}: {@code vit.embeddings.cls_token}, {@code
 * vit.encoder.layer.0.attention.attention.query.weight} ..., {@code classifier.weight}.
 *
 * @param image what it reads
 * @param patch rows and columns of a patch; divides height and width ({@code patch_size})
 * @param encoder its sizes and rates
 * @param classes logits ({@code num_labels}); 1 for a regression
 */
public record VisionTransformer(ImageSize image, int patch, EncoderSize encoder, int classes)
        implements Architecture {
    /** The {@code model_type} of its {@code config.json}. */
    public static final String MODEL_TYPE = "vit";

    private static final String PATCH = "patch_size";

    /** Throws {@code INVALID_ARGUMENT} for a patch that does not divide the image. */
    public VisionTransformer {
        Ranges.requirePositive(MODEL_TYPE, PATCH, patch);
        Ranges.require(
                image.height() % patch == 0 && image.width() % patch == 0,
                MODEL_TYPE,
                PATCH,
                patch,
                "numbers that divide height and width of " + image);
        Ranges.requirePositive(MODEL_TYPE, ConfigEntries.CLASSES, classes);
    }

    /**
     * 4 layers of 64 channels and 4 heads over patches of a seventh of the height. For grey images
     * of 28 by 28 pixels and 10 classes: 205,066 parameters and 23 million floating-point
     * operations an image forwards.
     */
    public static VisionTransformer small(int height, int width, int channels, int classes) {
        return new VisionTransformer(
                new ImageSize(height, width, channels),
                Math.max(1, height / 7),
                EncoderSize.of(64, 4, 4, 0.1f),
                classes);
    }

    /**
     * ViT-B/16 of the paper's table 1, for images of 224 by 224 pixels: 12 layers of 768 channels
     * and 12 heads. 85,798,656 parameters before the last layer.
     */
    public static VisionTransformer base(int classes) {
        return new VisionTransformer(
                new ImageSize(224, 224, 3), 16, EncoderSize.of(768, 12, 12, 0), classes);
    }

    static VisionTransformer of(ConfigEntries entries) {
        if (!entries.flag("qkv_bias", true)) {
            throw entries.unsupported("qkv_bias", false, "true");
        }
        return new VisionTransformer(
                ImageSize.of(entries),
                entries.integer(PATCH),
                EncoderSize.of(entries),
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
        map.put(PATCH, patch);
        map.put("qkv_bias", true);
        encoder.putInto(map);
        return Collections.unmodifiableMap(map);
    }

    @Override
    public Tensor forward(Scope scope, Features features) {
        EncoderParts parts = new EncoderParts(encoder);
        Tensor pixels = image.pixels(features);
        Scope vit = scope.child("vit");
        Tensor x = embed(vit.child("embeddings"), parts, pixels); // [batch, 1 + patches, channels]
        for (int layer = 0; layer < encoder.layers(); layer++) {
            x =
                    vit.apply(
                            "encoder.layer." + layer,
                            (part, hidden) -> block(part, parts, hidden),
                            x);
            vit.tap("encoder.layer." + layer, x);
        }
        Tensor token = parts.norm(vit, "layernorm", x).slice(1, 0, 1).squeeze(1);
        return parts.linear(scope, "classifier", classes, token);
    }

    private Tensor embed(Scope scope, EncoderParts parts, Tensor pixels) {
        Tensor patches = project(scope.child("patch_embeddings.projection"), parts, pixels);
        long count = patches.size(1);
        Shape one = Shape.of(1, 1, encoder.channels());
        Tensor token =
                scope.parameter("cls_token", one, parts.initializer())
                        .broadcastTo(Shape.of(pixels.size(0), 1, encoder.channels()));
        Tensor places =
                scope.parameter(
                        "position_embeddings",
                        Shape.of(1, 1 + count, encoder.channels()),
                        parts.initializer());
        Tensor tokens = token.concat(1, patches).add(places);
        return scope.apply("dropout", new Dropout(encoder.dropout()), tokens);
    }

    /**
     * A convolution whose windows lie side by side, as the product that it is: {@code [batch,
     * height, width, in] -> [batch, patches, channels]}, with PyTorch's weight {@code [channels,
     * in, patch, patch]}.
     */
    private Tensor project(Scope scope, EncoderParts parts, Tensor pixels) {
        long rows = image.height() / patch;
        long columns = image.width() / patch;
        long in = image.channels();
        Tensor flat =
                pixels.reshape(pixels.size(0), rows, patch, columns, patch, in)
                        .transpose(0, 1, 3, 5, 2, 4) // [batch, rows, columns, in, patch, patch]
                        .reshape(pixels.size(0), rows * columns, in * patch * patch);
        Tensor weight =
                scope.parameter(
                        "weight",
                        Shape.of(encoder.channels(), in, patch, patch),
                        parts.initializer());
        Tensor bias = scope.parameter("bias", Shape.of(encoder.channels()), Initializers.zeros());
        Tensor matrix = weight.reshape(encoder.channels(), in * patch * patch);
        return flat.dot(matrix, Axes.none(), Axes.none(), Axes.of(2), Axes.of(1)).add(bias);
    }

    /** The paper's equations 2 and 3. */
    private static Tensor block(Scope scope, EncoderParts parts, Tensor hidden) {
        Scope attention = scope.child("attention");
        Tensor before = parts.norm(scope, "layernorm_before", hidden);
        Tensor seen = parts.attention(attention.child("attention"), before, Optional.empty());
        Tensor attended = hidden.add(parts.output(attention.child("output"), seen));
        Tensor after = parts.norm(scope, "layernorm_after", attended);
        Tensor inner = parts.intermediate(scope.child("intermediate"), after);
        return attended.add(parts.output(scope.child("output"), inner));
    }
}
