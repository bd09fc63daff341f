package io.steelyard.nn;

import io.steelyard.composite.RandomSource;
import io.steelyard.model.Initializer;
import io.steelyard.tensor.Shape;

/** First contents of parameters. */
public final class Initializers {
    private Initializers() {}

    /** Every element 0. */
    public static Initializer zeros() {
        return constant(0);
    }

    /** Every element 1. */
    public static Initializer ones() {
        return constant(1);
    }

    /** Every element the same. */
    public static Initializer constant(double value) {
        return (random, type) ->
                random.key().recorder().constant(type.dtype(), value).broadcastTo(type.shape());
    }

    /** Normal with mean 0 and the given standard deviation. */
    public static Initializer normal(double standardDeviation) {
        return (random, type) -> RandomSource.normal(random, type.shape()).mul(standardDeviation);
    }

    /** Uniform in [-bound, bound). */
    public static Initializer uniform(double bound) {
        return (random, type) ->
                RandomSource.uniform(random, type.shape()).mul(2 * bound).sub(bound);
    }

    /**
     * Uniform in {@code +-sqrt(6 / (fanIn + fanOut))} (Glorot and Bengio 2010, equation 16). The
     * last axis counts the outputs, the others the inputs.
     */
    public static Initializer glorotUniform() {
        return (random, type) ->
                uniform(Math.sqrt(6.0 / (fanIn(type.shape()) + fanOut(type.shape()))))
                        .initialize(random, type);
    }

    /**
     * Normal with standard deviation {@code sqrt(2 / fanIn)}, for layers before a rectifier (He et
     * al. 2015, equation 10). The last axis counts the outputs, the others the inputs.
     */
    public static Initializer heNormal() {
        return (random, type) ->
                normal(Math.sqrt(2.0 / fanIn(type.shape()))).initialize(random, type);
    }

    private static double fanIn(Shape shape) {
        return Math.max(1, shape.elements() / Math.max(1.0, fanOut(shape)));
    }

    private static double fanOut(Shape shape) {
        return shape.rank() == 0 ? 1 : shape.size(-1);
    }
}
