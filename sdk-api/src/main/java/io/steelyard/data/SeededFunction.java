package io.steelyard.data;

import java.util.random.RandomGenerator;

/** A function that draws random numbers: the same element and numbers give the same result. */
@FunctionalInterface
public interface SeededFunction<E, R> {
    /**
     * Computes the result.
     *
     * @param random of this element alone
     */
    R apply(E element, RandomGenerator random);
}
