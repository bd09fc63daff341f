package io.steelyard.spi;

/** The learning rate of each step. */
@FunctionalInterface
public interface Schedule {
    /**
     * @param step the number of updates made before, from 0
     */
    double learningRate(long step);
}
