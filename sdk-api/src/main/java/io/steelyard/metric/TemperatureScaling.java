package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.function.DoubleUnaryOperator;

/**
 * Makes the confidence of a classifier believable by dividing its logits by one number (Guo et al.
 * 2017, "On calibration of modern neural networks", section 4.2), which changes no prediction.
 *
 * @param temperature above 1 where the classifier was too sure of itself
 */
public record TemperatureScaling(double temperature) {
    /** Temperatures are looked for between this and its inverse. */
    private static final double LEAST = 0.01;

    /** Halvings of an interval of logarithms 9.2 long, after which 1e-14 of it is left. */
    private static final int HALVINGS = 50;

    /** Throws {@code INVALID_ARGUMENT} for a temperature that is not above 0. */
    public TemperatureScaling {
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A temperature of "
                            + temperature
                            + " was given; accepted are finite numbers above 0.");
        }
    }

    /** That leaves probabilities as they are. */
    public static TemperatureScaling none() {
        return new TemperatureScaling(1);
    }

    /**
     * The temperature with the smallest log loss, from 0.01 to 100, on examples that the model was
     * not trained on. The loss is convex in the inverse of the temperature, so that the zero of its
     * derivative {@code mean(E_p[z] - z_label)} is found by halving. Where no example is wrong the
     * loss has no minimum; the temperature is the largest at which it is 0 to a double.
     *
     * @param logits {@code [examples][classes]}
     * @param labels the number of the class of each example
     * @throws SteelyardException {@code INVALID_ARGUMENT} for no examples, sizes that differ,
     *     logits that are not finite, and a label that is no class
     */
    public static TemperatureScaling fit(float[][] logits, int[] labels) {
        requireExamples(logits, labels.length);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= logits[i].length) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A temperature was asked of the label "
                                + labels[i]
                                + " in row "
                                + i
                                + "; accepted are class numbers from 0 to "
                                + (logits[i].length - 1)
                                + ".");
            }
        }
        return atZero(
                inverse -> {
                    double slope = 0;
                    for (int i = 0; i < labels.length; i++) {
                        slope += mean(logits[i], inverse) - logits[i][labels[i]];
                    }
                    return slope;
                });
    }

    /**
     * The same where several classes may apply to an example: {@code labels[i][c]} says whether
     * class c does, and probabilities are the sigmoids of the logits.
     */
    public static TemperatureScaling fit(float[][] logits, boolean[][] labels) {
        requireExamples(logits, labels.length);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i].length != logits[i].length) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A temperature was asked of "
                                + logits[i].length
                                + " logits and "
                                + labels[i].length
                                + " labels in row "
                                + i
                                + "; accepted are as many of both.");
            }
        }
        return atZero(
                inverse -> {
                    double slope = 0;
                    for (int i = 0; i < labels.length; i++) {
                        for (int c = 0; c < labels[i].length; c++) {
                            double z = logits[i][c];
                            double p = 1 / (1 + Math.exp(-inverse * z));
                            slope += z * (p - (labels[i][c] ? 1 : 0));
                        }
                    }
                    return slope;
                });
    }

    private static void requireExamples(float[][] logits, int labels) {
        if (logits.length == 0 || logits.length != labels) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A temperature was asked of "
                            + logits.length
                            + " rows of logits and the labels of "
                            + labels
                            + "; accepted are 1 or more, and as many of both.");
        }
        for (int i = 0; i < logits.length; i++) {
            for (float logit : logits[i]) {
                if (!Float.isFinite(logit)) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "A temperature was asked of the logit "
                                    + logit
                                    + " in row "
                                    + i
                                    + "; accepted are finite numbers.");
                }
            }
        }
    }

    /** Where a slope that rises with the inverse of the temperature is 0. */
    private static TemperatureScaling atZero(DoubleUnaryOperator slope) {
        double low = Math.log(LEAST);
        double high = -low;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (slope.applyAsDouble(Math.exp(middle)) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new TemperatureScaling(Math.exp(-(low + high) / 2));
    }

    /** The mean of the logits under their own probabilities. */
    private static double mean(float[] logits, double inverse) {
        double[] weights = weights(logits, inverse);
        double sum = 0;
        double mean = 0;
        for (int c = 0; c < weights.length; c++) {
            sum += weights[c];
            mean += weights[c] * logits[c];
        }
        return mean / sum;
    }

    /** {@code e^(z / T)}, divided by the largest of them. */
    private static double[] weights(float[] logits, double inverse) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] weights = new double[logits.length];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = Math.exp((logits[c] - largest) * inverse);
        }
        return weights;
    }

    /** {@code softmax(z / T)}. */
    public float[] probabilities(float[] logits) {
        double[] weights = weights(logits, 1 / temperature);
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        float[] probabilities = new float[logits.length];
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = (float) (weights[c] / sum);
        }
        return probabilities;
    }

    /** {@code sigmoid(z / T)} of each logit, where several classes may apply. */
    public float[] multiLabelProbabilities(float[] logits) {
        float[] probabilities = new float[logits.length];
        for (int c = 0; c < probabilities.length; c++) {
            probabilities[c] = (float) (1 / (1 + Math.exp(-logits[c] / temperature)));
        }
        return probabilities;
    }
}
