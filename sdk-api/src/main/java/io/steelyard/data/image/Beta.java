package io.steelyard.data.image;

import java.util.random.RandomGenerator;

/** Draws from Beta(alpha, alpha) by way of two gamma variates. */
final class Beta {
    private Beta() {}

    static double sample(double alpha, RandomGenerator random) {
        double first = logGamma(alpha, random);
        double second = logGamma(alpha, random);
        // g1 / (g1 + g2) from logarithms: for a small alpha both may be too small for a double.
        return 1 / (1 + StrictMath.exp(second - first));
    }

    /**
     * The logarithm of a gamma variate of a shape (Marsaglia and Tsang 2000, "A simple method for
     * generating gamma variables"); one below 1 by the way of their section 6.
     */
    private static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            double uniform = 1 - random.nextDouble(); // (0, 1]
            return logGamma(shape + 1, random) + StrictMath.log(uniform) / shape;
        }
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
            double u = 1 - random.nextDouble();
            if (v > 0 && StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                return StrictMath.log(d * v);
            }
        }
    }
}
