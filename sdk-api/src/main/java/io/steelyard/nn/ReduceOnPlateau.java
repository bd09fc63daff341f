package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Schedule;

import java.util.List;
import java.util.Map;

/**
 * Multiplies another schedule's rate by a factor each time a figure of the validations has stopped
 * getting better (PyTorch's {@code ReduceLROnPlateau} in the mode "min" with a relative threshold).
 * A validation is better when its figure is below {@code best (1 - threshold)}; after more than
 * {@code patience} in a row that are not, the rate is multiplied, and the count begins anew.
 *
 * <p>It keeps nothing: the number of reductions follows from the validations so far, which
 * checkpoints hold.
 *
 * @param schedule whose rate is reduced
 * @param figure by which validations are judged, such as {@code "validation/loss"}; smaller is
 *     better
 * @param factor for each reduction, in (0, 1)
 * @param patience validations that may be no better before a reduction, 0 or more
 * @param threshold the part by which a figure has to be below the best one, in [0, 1)
 * @param cooldown validations after a reduction that do not count, 0 or more
 * @param floor the rate is not reduced below this, 0 or more
 */
public record ReduceOnPlateau(
        Schedule schedule,
        String figure,
        double factor,
        int patience,
        double threshold,
        int cooldown,
        double floor)
        implements Schedule {
    /** PyTorch's values: a factor of 0.1 after 10 validations without a gain of 1e-4. */
    public ReduceOnPlateau(Schedule schedule) {
        this(schedule, "validation/loss", 0.1, 10, 1e-4, 0, 0);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public ReduceOnPlateau {
        String owner = "ReduceOnPlateau";
        Arguments.require(
                factor > 0 && factor < 1, owner, "factor", factor, "numbers between 0 and 1");
        Arguments.require(patience >= 0, owner, "patience", patience, "counts of 0 or more");
        Arguments.require(
                threshold >= 0 && threshold < 1,
                owner,
                "threshold",
                threshold,
                "numbers from 0 up to, but not including, 1");
        Arguments.require(cooldown >= 0, owner, "cooldown", cooldown, "counts of 0 or more");
        Arguments.requireNotNegative(owner, "floor", floor);
    }

    /** Before any validation. */
    @Override
    public double learningRate(long step) {
        return schedule.learningRate(step);
    }

    /**
     * Throws {@code INVALID_ARGUMENT} when the validations do not have the figure, with those they
     * have.
     */
    @Override
    public double learningRate(long step, List<Map<String, Double>> validations) {
        double rate = schedule.learningRate(step, validations);
        double reduced = rate * Math.pow(factor, reductions(validations));
        return Math.max(reduced, Math.min(rate, floor));
    }

    private int reductions(List<Map<String, Double>> validations) {
        double best = Double.POSITIVE_INFINITY;
        int bad = 0;
        int cooling = 0;
        int reductions = 0;
        for (Map<String, Double> validation : validations) {
            double value = figure(validation);
            if (value < best * (1 - threshold)) {
                best = value;
                bad = 0;
            } else {
                bad++;
            }
            if (cooling > 0) {
                cooling--;
                bad = 0;
            }
            if (bad > patience) {
                reductions++;
                cooling = cooldown;
                bad = 0;
            }
        }
        return reductions;
    }

    private double figure(Map<String, Double> validation) {
        Double value = validation.get(figure);
        if (value == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "ReduceOnPlateau looks at the figure '"
                            + figure
                            + "'; the validations have "
                            + validation.keySet()
                            + ".");
        }
        return value;
    }
}
