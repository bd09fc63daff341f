package io.steelyard.classification.architecture;

import io.steelyard.nn.Activation;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.ArchitectureCase;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small models of each architecture, for what the kit asks of any. */
public final class ArchitectureCases {
    private ArchitectureCases() {}

    public static List<ArchitectureCase> all() {
        return List.of(
                of(new LinearModel(3), table()),
                of(new LinearModel(List.of(3, 2), 2), categories()),
                of(mlp(List.of(), false), table()),
                of(mlp(List.of(3, 2), true), categories()),
                of(mlp(List.of(), true), images()),
                of(new Cnn(new ImageSize(6, 5, 2), List.of(2, 3), 2, 4, 0.1f, 0.2f, 3), images()));
    }

    static ArchitectureCase of(Architecture model, Map<String, NdArray> features) {
        return new ArchitectureCase(model.modelType(), model.toMap(), features);
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
