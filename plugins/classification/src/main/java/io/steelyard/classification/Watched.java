package io.steelyard.classification;

import io.steelyard.train.Goal;

import java.util.Set;

/** A metric of the validations, and which of its values are the good ones. */
record Watched(String metric, Goal goal) {
    private static final Set<String> SMALL =
            Set.of(
                    "loss",
                    "log_loss",
                    "calibration_error",
                    "mean_absolute_error",
                    "root_mean_squared_error");

    /** Losses and errors are to be small, whatever else is measured is to be large. */
    static Watched of(String metric) {
        String name = metric.substring(metric.lastIndexOf('/') + 1);
        return new Watched(metric, SMALL.contains(name) ? Goal.MINIMIZE : Goal.MAXIMIZE);
    }
}
