package io.steelyard.classification;

import io.steelyard.classification.architecture.FeatureNames;
import io.steelyard.data.image.Image;
import io.steelyard.data.image.PixelNormalization;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images of one size, normalized: {@code pixel_values} F32 {@code [batch, height, width,
 * channels]}. Or, for models of sequences, the gray values themselves: {@code pixel_ids} I32 of
 * that shape.
 *
 * @param asSequence whether the model reads {@code pixel_ids}
 */
record ImagePreprocessing(
        int height, int width, int channels, PixelNormalization normalization, boolean asSequence)
        implements Preprocessing {
    static final String FILE = "preprocessor_config.json";
    static final String KIND = "image";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Sizes sizes() {
        return new Sizes.OfImages(height, width, channels);
    }

    @Override
    public Map<String, NdArray> features(List<? extends Example> examples) {
        return asSequence
                ? Map.of(FeatureNames.PIXEL_IDS, ids(examples))
                : Map.of(FeatureNames.PIXEL_VALUES, array(pixels(examples)));
    }

    private int size() {
        return height * width * channels;
    }

    private NdArray ids(List<? extends Example> examples) {
        int[] ids = new int[examples.size() * size()];
        for (int i = 0; i < examples.size(); i++) {
            byte[] pixels = image(examples.get(i)).pixels();
            for (int j = 0; j < pixels.length; j++) {
                ids[i * pixels.length + j] = pixels[j] & 0xff;
            }
        }
        return NdArray.of(ids, examples.size(), height, width, channels);
    }

    /** Normalized pixels {@code [examples, height, width, channels]}, row-major. */
    float[] pixels(List<? extends Example> examples) {
        float[] values = new float[examples.size() * size()];
        for (int i = 0; i < examples.size(); i++) {
            normalization.apply(image(examples.get(i)), values, i * size());
        }
        return values;
    }

    /** Pixels as {@link #pixels} gives them. */
    NdArray array(float[] pixels) {
        return NdArray.of(pixels, pixels.length / size(), height, width, channels);
    }

    @Override
    public Map<String, TensorType> types(int examples) {
        return Map.of(
                asSequence ? FeatureNames.PIXEL_IDS : FeatureNames.PIXEL_VALUES,
                TensorType.of(
                        asSequence ? DType.I32 : DType.F32, examples, height, width, channels));
    }

    private Image image(Example example) {
        if (!(example instanceof Example.Picture(Image image, String origin))) {
            throw misfit(example);
        }
        if (image.height() != height || image.width() != width || image.channels() != channels) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    origin
                            + " is an "
                            + image
                            + "; the model was trained on images of "
                            + height
                            + "x"
                            + width
                            + "x"
                            + channels
                            + " (height, width, channels). Bring it to this size.");
        }
        return image;
    }

    @Override
    public void write(Path directory) throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("image_processor_type", "SteelyardImageProcessor");
        entries.put("size", Map.of("height", height, "width", width));
        entries.put("num_channels", channels);
        entries.put("as_sequence", asSequence);
        entries.putAll(normalization.toMap());
        JsonFiles.write(directory.resolve(FILE), entries);
    }

    static ImagePreprocessing read(Path directory) {
        JsonFiles.Entries entries = JsonFiles.read(directory.resolve(FILE));
        JsonFiles.Entries size = entries.object("size");
        return new ImagePreprocessing(
                size.integer("height"),
                size.integer("width"),
                entries.integer("num_channels"),
                PixelNormalization.fromMap(entries.map()),
                entries.flag("as_sequence"));
    }
}
