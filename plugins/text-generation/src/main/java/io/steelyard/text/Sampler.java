package io.steelyard.text;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.SeedHash;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Chooses tokens by {@link GenerationOptions}. Not safe for use from several threads. */
final class Sampler {
    private final GenerationOptions options;
    // The algorithm of java.util.Random is specified, so that a seed gives the same draws
    // everywhere.
    private final Random random;

    Sampler(GenerationOptions options) {
        this.options = options;
        long seed = options.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong());
        this.random = new Random(SeedHash.fold(seed, "generate"));
    }

    /**
     * The next token.
     *
     * @param logits of all tokens; changed by this call
     * @param seen the tokens so far, the prompt's included
     * @throws SteelyardException {@code TRAINING_DIVERGED} when a logit is NaN or positive infinity
     */
    int next(float[] logits, int[] seen) {
        requireNumbers(logits);
        penalize(logits, seen);
        if (options.temperature() == 0) {
            return argmax(logits);
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= options.temperature();
        }
        keepTopK(logits);
        double[] weights = weights(logits);
        keepTopP(weights);
        keepMinP(weights);
        return draw(weights);
    }

    private static void requireNumbers(float[] logits) {
        for (int i = 0; i < logits.length; i++) {
            if (!(logits[i] < Float.POSITIVE_INFINITY)) {
                throw new SteelyardException(
                        ErrorCode.TRAINING_DIVERGED,
                        "The model gives the logit "
                                + logits[i]
                                + " for token "
                                + i
                                + "; expected are finite numbers. Its parameters are broken: use an"
                                + " earlier checkpoint, or train again with a lower learning"
                                + " rate.");
            }
        }
    }

    /** Each token once, however often it was there. */
    private void penalize(float[] logits, int[] seen) {
        if (options.repetitionPenalty() == 1) {
            return;
        }
        boolean[] done = new boolean[logits.length];
        for (int token : seen) {
            if (token < logits.length && !done[token]) {
                done[token] = true;
                logits[token] =
                        logits[token] < 0
                                ? logits[token] * options.repetitionPenalty()
                                : logits[token] / options.repetitionPenalty();
            }
        }
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    private void keepTopK(float[] logits) {
        if (options.topK() == 0 || options.topK() >= logits.length) {
            return;
        }
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        float smallest = sorted[sorted.length - options.topK()];
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] < smallest) {
                logits[i] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    /** {@code exp(logit - max)}: probabilities but for a factor. */
    private static double[] weights(float[] logits) {
        double max = logits[argmax(logits)];
        if (max == Double.NEGATIVE_INFINITY) {
            throw new SteelyardException(
                    ErrorCode.TRAINING_DIVERGED,
                    "The model gives no token a probability: every logit is -Infinity. Its"
                            + " parameters are broken: use an earlier checkpoint.");
        }
        double[] weights = new double[logits.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = StrictMath.exp(logits[i] - max);
        }
        return weights;
    }

    /** Drops the unlikeliest tokens whose probabilities add up to at most {@code 1 - topP}. */
    private void keepTopP(double[] weights) {
        if (options.topP() == 1) {
            return;
        }
        double[] sorted = weights.clone();
        Arrays.sort(sorted);
        double sum = Arrays.stream(sorted).sum();
        double limit = (1 - (double) options.topP()) * sum;
        double dropped = 0;
        int first = 0; // the first, from the unlikeliest, that stays
        while (first < sorted.length - 1 && dropped + sorted[first] <= limit) {
            dropped += sorted[first++];
        }
        double smallest = sorted[first];
        // Of equally likely tokens at the border, those with the smaller ids stay.
        int equals = 0;
        for (int i = first; i < sorted.length && sorted[i] == smallest; i++) {
            equals++;
        }
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < smallest || (weights[i] == smallest && equals-- <= 0)) {
                weights[i] = 0;
            }
        }
    }

    private void keepMinP(double[] weights) {
        // The likeliest token has the weight 1.
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < options.minP()) {
                weights[i] = 0;
            }
        }
    }

    private int draw(double[] weights) {
        double left = random.nextDouble() * Arrays.stream(weights).sum();
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last; // rounding alone leads here
    }
}
