package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Tensor;

import java.util.Optional;

/**
 * A product of two values of a random program, over the first pair of axes of one size.
 *
 * @param terms how many products are added
 */
record RandomContraction(Tensor product, long terms) {
    private static final long MOST_PRODUCTS = 300_000;
    private static final int MOST_AXES = 6;

    /** Empty where no axes agree, or where it would take too long. */
    static Optional<RandomContraction> of(Tensor x, Tensor y) {
        for (int i = 0; i < x.rank(); i++) {
            for (int j = 0; j < y.rank(); j++) {
                long terms = x.size(i);
                if (terms == y.size(j)
                        && x.rank() + y.rank() <= MOST_AXES
                        && x.shape().elements() * y.shape().elements() / terms <= MOST_PRODUCTS) {
                    Tensor product = x.dot(y, Axes.none(), Axes.none(), Axes.of(i), Axes.of(j));
                    return Optional.of(new RandomContraction(product, terms));
                }
            }
        }
        return Optional.empty();
    }
}
