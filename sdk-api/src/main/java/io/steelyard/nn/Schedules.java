package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Schedule;

/** Learning rates over the steps of a training. */
public final class Schedules {
    private Schedules() {}

    /** The same at each step. */
    public static Schedule constant(double learningRate) {
        return step -> learningRate;
    }

    /** Linear warm-up, then half a cosine down to 0; see the form with a floor. */
    public static Schedule warmupCosine(double peak, long warmup, long total) {
        return warmupCosine(peak, 0, warmup, total);
    }

    /**
     * Linear warm-up, then half a cosine (Loshchilov and Hutter 2017, equation 5, without
     * restarts): {@code peak (step + 1) / (warmup + 1)} before warmup, then {@code floor + (peak -
     * floor) (1 + cos(pi (step - warmup) / (total - warmup))) / 2}, and floor after total.
     *
     * @param peak the largest rate
     * @param floor the rate at the end
     * @param warmup steps of the warm-up
     * @param total steps until the floor is reached
     */
    public static Schedule warmupCosine(double peak, double floor, long warmup, long total) {
        requireCounts(warmup, total);
        if (!(peak >= floor)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A cosine schedule from "
                            + peak
                            + " down to "
                            + floor
                            + " was given; accepted is a"
                            + " peak that is not below the floor.");
        }
        return step -> {
            if (step < warmup) {
                return peak * (step + 1) / (warmup + 1);
            }
            if (step >= total) {
                return floor;
            }
            double progress = (double) (step - warmup) / (total - warmup);
            return floor + (peak - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
        };
    }

    /**
     * Linear warm-up, then a straight line: {@code peak (step + 1) / (warmup + 1)} before warmup,
     * then {@code peak (total - step) / (total - warmup)}, and 0 after total.
     *
     * @param peak the largest rate
     * @param warmup steps of the warm-up
     * @param total steps until 0 is reached
     */
    public static Schedule warmupLinear(double peak, long warmup, long total) {
        requireCounts(warmup, total);
        return step ->
                step < warmup
                        ? peak * (step + 1) / (warmup + 1)
                        : peak * Math.max(0, total - step) / Math.max(1, total - warmup);
    }

    private static void requireCounts(long warmup, long total) {
        if (warmup < 0 || total < 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A schedule with "
                            + warmup
                            + " warm-up steps of "
                            + total
                            + " was given; accepted are counts of 0 or more.");
        }
    }
}
