package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * When a training ends. Asked after each step; has no state of its own, so that it survives a
 * restart.
 */
@FunctionalInterface
public interface Stop {
    /** Why the training ends now, in words; empty to go on. */
    Optional<String> reason(TrainingStatus status);

    /** Whichever of the two comes first. */
    default Stop or(Stop other) {
        return status -> reason(status).or(() -> other.reason(status));
    }

    /** When both hold at once; the reason names both. */
    default Stop and(Stop other) {
        return status ->
                reason(status)
                        .flatMap(
                                first ->
                                        other.reason(status)
                                                .map(second -> first + " and " + second));
    }

    /** After so many updates, those before a restart included. */
    static Stop afterSteps(long steps) {
        return status -> reasonIf(status.step() >= steps, steps + " steps are done");
    }

    /** After so many passes over the data. */
    static Stop afterEpochs(long epochs) {
        return status -> reasonIf(status.epoch() >= epochs, epochs + " epochs are done");
    }

    /** After so much time in this process. */
    static Stop after(Duration time) {
        return status -> reasonIf(status.elapsed().compareTo(time) >= 0, "the time is over");
    }

    /** When asked to from outside, for instance by a signal handler. */
    static Stop when(BooleanSupplier condition, String reason) {
        return status -> reasonIf(condition.getAsBoolean(), reason);
    }

    /**
     * When a validation metric has reached a value. Never holds in a training without validation
     * data, as the others that look at a metric; and like them it throws {@code INVALID_ARGUMENT},
     * in the training, for a metric that its validations do not give.
     *
     * @param metric for instance {@code validation/accuracy}
     * @param goal whether the value is to be reached from above or from below
     */
    static Stop whenReached(String metric, Goal goal, double value) {
        return status ->
                reasonIf(
                        !status.evaluations().isEmpty()
                                && goal.reaches(
                                        Goal.value(status.evaluations().getLast(), metric), value),
                        metric + " has reached " + value);
    }

    /** {@link #whenNotImproving(String, Goal, int)} for a metric of which smaller is better. */
    static Stop whenNotImproving(String metric, int patience) {
        return whenNotImproving(metric, Goal.MINIMIZE, patience);
    }

    /**
     * When the best value of a validation metric is so many validations old. Never holds in a
     * training without validation data, so join it with another condition there. Throws {@code
     * INVALID_ARGUMENT} for a patience below 1 and, in the training, for a metric that its
     * validations do not give.
     *
     * @param metric for instance {@code validation/loss}
     * @param patience validations that may pass without a new best value
     */
    static Stop whenNotImproving(String metric, Goal goal, int patience) {
        if (patience < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A patience of "
                            + patience
                            + " validations was given; accepted are 1 or more.");
        }
        return status -> {
            List<Evaluation> evaluations = status.evaluations();
            int since =
                    goal.best(evaluations, metric)
                            .map(best -> evaluations.size() - 1 - evaluations.indexOf(best))
                            .orElse(0);
            return reasonIf(
                    since >= patience,
                    metric + " did not improve for " + patience + " validations");
        };
    }

    /**
     * When a validation metric of which smaller is better has become worse than its best value by a
     * factor, or is no finite number. Values of 0 and below have no multiples that are worse, so
     * they never count as the best. Throws {@code INVALID_ARGUMENT} for a factor that is not above
     * 1.
     *
     * @param metric for instance {@code validation/loss}
     */
    static Stop whenDiverging(String metric, double factor) {
        if (!(factor > 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A training is to be taken for diverging at "
                            + factor
                            + " times the best "
                            + metric
                            + "; accepted are factors above 1.");
        }
        return status -> {
            if (status.evaluations().isEmpty()) {
                return Optional.empty();
            }
            double last = Goal.value(status.evaluations().getLast(), metric);
            double best =
                    status.evaluations().stream()
                            .mapToDouble(evaluation -> Goal.value(evaluation, metric))
                            .filter(value -> value > 0)
                            .min()
                            .orElse(Double.POSITIVE_INFINITY);
            if (!Double.isFinite(last)) {
                return Optional.of(metric + " diverges: it is " + last);
            }
            return reasonIf(
                    last > factor * best,
                    metric
                            + " diverges: it is "
                            + last
                            + ", more than "
                            + factor
                            + " times the best, "
                            + best);
        };
    }

    private static Optional<String> reasonIf(boolean holds, String reason) {
        return holds ? Optional.of(reason) : Optional.empty();
    }
}
