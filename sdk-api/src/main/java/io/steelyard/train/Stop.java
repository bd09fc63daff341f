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
     * When the smallest value of a validation metric is so many validations old. Never holds in a
     * training without validation data, so join it with another condition there. Throws {@code
     * INVALID_ARGUMENT} for a patience below 1 and, in the training, for a metric that its
     * validations do not give.
     *
     * @param metric for instance {@code validation/loss}; smaller is better
     * @param patience validations that may pass without a new smallest value
     */
    static Stop whenNotImproving(String metric, int patience) {
        if (patience < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A patience of "
                            + patience
                            + " validations was given; accepted are 1 or more.");
        }
        return status -> {
            List<Evaluation> evaluations = status.evaluations();
            int best = -1;
            for (int i = 0; i < evaluations.size(); i++) {
                Double value = evaluations.get(i).metrics().get(metric);
                if (value == null) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "A training is to stop by '"
                                    + metric
                                    + "'; its validations give "
                                    + evaluations.get(i).metrics().keySet()
                                    + ".");
                }
                // As Double orders, NaN is larger than any number.
                if (best < 0 || value.compareTo(evaluations.get(best).metrics().get(metric)) < 0) {
                    best = i;
                }
            }
            return reasonIf(
                    evaluations.size() - 1 - best >= patience && best >= 0,
                    metric + " did not improve for " + patience + " validations");
        };
    }

    private static Optional<String> reasonIf(boolean holds, String reason) {
        return holds ? Optional.of(reason) : Optional.empty();
    }
}
