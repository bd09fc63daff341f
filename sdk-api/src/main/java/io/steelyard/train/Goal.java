package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.List;
import java.util.Optional;

/** Which values of a metric are the good ones. No value is worse than NaN. */
public enum Goal {
    /** Smaller is better: losses and errors. */
    MINIMIZE,
    /** Larger is better: accuracies and scores. */
    MAXIMIZE;

    /** Whether a value is better than another one, and not merely as good. */
    public boolean isBetter(double value, double than) {
        if (Double.isNaN(value) || Double.isNaN(than)) {
            return !Double.isNaN(value);
        }
        return switch (this) {
            case MINIMIZE -> value < than;
            case MAXIMIZE -> value > than;
        };
    }

    /** Whether a value is as good as another one, or better; NaN never is. */
    boolean reaches(double value, double wanted) {
        return switch (this) {
            case MINIMIZE -> value <= wanted;
            case MAXIMIZE -> value >= wanted;
        };
    }

    /**
     * The first of the best validations; empty when there is none. Throws {@code INVALID_ARGUMENT}
     * for a metric that a validation does not give, with those it gives.
     *
     * @param metric for instance {@code validation/loss}
     */
    public Optional<Evaluation> best(List<Evaluation> evaluations, String metric) {
        Optional<Evaluation> best = Optional.empty();
        for (Evaluation evaluation : evaluations) {
            double value = value(evaluation, metric);
            if (best.isEmpty() || isBetter(value, value(best.get(), metric))) {
                best = Optional.of(evaluation);
            }
        }
        return best;
    }

    /** A figure of a validation; throws as {@link #best} does. */
    static double value(Evaluation evaluation, String metric) {
        Double value = evaluation.metrics().get(metric);
        if (value == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A training is judged by '"
                            + metric
                            + "'; its validations give "
                            + evaluation.metrics().keySet()
                            + ".");
        }
        return value;
    }
}
