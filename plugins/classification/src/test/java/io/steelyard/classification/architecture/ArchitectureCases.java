package io.steelyard.classification.architecture;

import io.steelyard.nn.Activation;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.ArchitectureCase;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small models of each architecture, for what the kit asks of any. */
public final class ArchitectureCases {
    /** Two layers of 4 channels and 2 heads; first weights large enough to tell them apart. */
    private static final EncoderSize ENCODER =
            new EncoderSize(4, 2, 2, 6, Activation.GELU, 0.1f, 0.2f, 1e-5f, 0.5f);

    private ArchitectureCases() {}

    public static List<ArchitectureCase> all() {
        return List.of(
                of(new LinearModel(3), table()),
                of(new LinearModel(List.of(3, 2), 2), categories()),
                of(mlp(List.of(), false), table()),
                of(mlp(List.of(3, 2), true), categories()),
                of(mlp(List.of(), true), images()),
                of(new Cnn(new ImageSize(6, 5, 2), List.of(2, 3), 2, 4, 0.1f, 0.2f, 3), images()),
                of(
                        new ResNet(new ImageSize(6, 5, 2), List.of(2, 3, 5), List.of(1, 2, 1), 3),
                        images()),
                of(new VisionTransformer(new ImageSize(6, 4, 2), 2, ENCODER, 3), squares()),
                of(lstm(false, 1, Pooling.LAST), texts()),
                of(lstm(true, 2, Pooling.LAST, Pooling.MEAN, Pooling.MAX), texts()),
                of(new PixelLstm(3, 4, 1, 0.1f, 1, 3), pixels()),
                of(new PixelLstm(3, 4, 1, 0.1f, 2, 3), pixels()),
                of(new Bert(7, 5, ENCODER, 3), texts()),
                of(new TextCnn(7, 4, List.of(2, 3), 3, 0.1f, 3), texts()),
                of(new BagOfWords(7, 4, 8, 0.1f, 3), texts()),
                of(new BagOfWords(7, 4, 0, 0.1f, 3), texts()));
    }

    static ArchitectureCase of(Architecture model, Map<String, NdArray> features) {
        return new ArchitectureCase(model.modelType(), model.toMap(), features);
    }

    private static LstmClassifier lstm(boolean bidirectional, int layers, Pooling... pooling) {
        return new LstmClassifier(7, 3, 4, layers, bidirectional, List.of(pooling), 0.1f, 0.5f, 3);
    }

    private static Mlp mlp(List<Integer> sizes, boolean batchNorm) {
        List<Mlp.Category> categories = sizes.stream().map(Mlp.Category::of).toList();
        return new Mlp(categories, List.of(5, 4), Activation.GELU, batchNorm, 0.2f, 3);
    }

    /** 4 rows of 3 numbers. */
    static Map<String, NdArray> table() {
        return Map.of(FeatureNames.NUMBERS, floats(4, 3));
    }

    /** 4 rows of 3 numbers, and categories of 3 and 2 values. */
    static Map<String, NdArray> categories() {
        return Map.of(
                FeatureNames.NUMBERS,
                floats(4, 3),
                FeatureNames.CATEGORIES,
                NdArray.of(new int[] {0, 1, 2, 0, 1, 1, 0, 0}, 4, 2));
    }

    /** 3 images of 6 by 5 pixels and 2 channels. */
    static Map<String, NdArray> images() {
        return Map.of(FeatureNames.PIXEL_VALUES, floats(3, 6, 5, 2));
    }

    /** 3 images of 6 by 4 pixels and 2 channels, which patches of 2 by 2 cover. */
    static Map<String, NdArray> squares() {
        return Map.of(FeatureNames.PIXEL_VALUES, floats(3, 6, 4, 2));
    }

    /** 3 images of 3 by 2 grey values. */
    static Map<String, NdArray> pixels() {
        return Map.of(
                FeatureNames.PIXEL_IDS,
                NdArray.of(
                        new int[] {
                            0, 255, 7, 7, 31, 0, 255, 255, 1, 1, 0, 3, 128, 64, 32, 16, 8, 4
                        },
                        3,
                        3,
                        2,
                        1));
    }

    /** 4 texts of 5, 3, 1 and no tokens out of 7, in 5 places. */
    static Map<String, NdArray> texts() {
        return Map.of(
                FeatureNames.INPUT_IDS,
                NdArray.of(
                        new int[] {2, 3, 4, 5, 6, 6, 2, 2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                        4,
                        5),
                FeatureNames.ATTENTION_MASK,
                NdArray.of(
                        new int[] {1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                        4,
                        5));
    }

    /** Normal numbers, the same each time. */
    static NdArray floats(long... sizes) {
        long elements = 1;
        for (long size : sizes) {
            elements *= size;
        }
        float[] values = new float[Math.toIntExact(elements)];
        SplittableRandom seeded = new SplittableRandom(17);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) seeded.nextGaussian();
        }
        return NdArray.of(values, sizes);
    }
}
