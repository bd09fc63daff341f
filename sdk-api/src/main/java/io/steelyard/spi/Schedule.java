package io.steelyard.spi;

import java.util.List;
import java.util.Map;

/** The learning rate of each step. */
@FunctionalInterface
public interface Schedule {
    /**
     * @param step the number of updates made before, from 0
     */
    double learningRate(long step);

    /**
     * The learning rate of a step after some validations, for schedules that look at them. What
     * follows from the validations alone is the same after a restart, since a checkpoint holds
     * them. Schedules that wrap another one hand them on.
     *
     * @param validations the figures by name, {@code "validation/loss"} among them, oldest first
     */
    default double learningRate(long step, List<Map<String, Double>> validations) {
        return learningRate(step);
    }
}
