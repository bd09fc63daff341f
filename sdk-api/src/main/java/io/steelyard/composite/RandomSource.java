package io.steelyard.composite;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

/** Random floats from random bits: the same on every backend, up to the accuracy of log and cos. */
public final class RandomSource {
    private static final int MANTISSA = 0x7fffff;
    private static final int ONE = 0x3f800000;

    private RandomSource() {}

    /** I32 random bits of a shape. */
    public static Tensor bits(RandomKey random, Shape shape) {
        return random.key()
                .recorder()
                .apply(new Op.RandomBits(shape), random.key(), random.stream());
    }

    /** F32 in [0, 1): 23 random bits become the mantissa of a float in [1, 2), less 1. */
    public static Tensor uniform(RandomKey random, Shape shape) {
        Tensor bits = bits(random, shape);
        return bits.and(bits.scalar(MANTISSA)).or(bits.scalar(ONE)).bitcast(DType.F32).sub(1);
    }

    /**
     * F32 of the standard normal distribution (Box and Muller 1958): {@code sqrt(-2 ln u1) cos(2 pi
     * u2)} with u1 in (0, 1] and u2 in [0, 1).
     */
    public static Tensor normal(RandomKey random, Shape shape) {
        Shape pairs = Shape.of(2).concat(shape);
        Tensor uniform = uniform(random, pairs);
        Tensor first = uniform.slice(0, 0, 1).reshape(shape).neg().add(1);
        Tensor second = uniform.slice(0, 1, 2).reshape(shape);
        return first.log().mul(-2).sqrt().mul(second.mul(2 * Math.PI).cos());
    }
}
