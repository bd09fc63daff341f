package io.steelyard.testkit.model;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.SplittableRandom;

/** Data for models, the same on every run. */
final class ModelData {
    private ModelData() {}

    /** F32 numbers of the standard normal distribution. */
    static NdArray floats(long seed, long... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, random.nextGaussian());
        }
        return array;
    }

    /** I32 numbers in {@code [0, count)}. */
    static NdArray ids(long seed, int count, long... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        NdArray array = NdArray.zeros(TensorType.of(DType.I32, sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.setLong(i, random.nextInt(count));
        }
        return array;
    }
}
