package io.steelyard.classification;

/** Logits as probabilities, in double precision. */
final class Probabilities {
    private Probabilities() {}

    /** {@code exp(x / t) / sum exp(x / t)}. */
    static double[] softmax(float[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit / temperature);
        }
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = Math.exp(logits[i] / temperature - largest);
            sum += probabilities[i];
        }
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }

    /** {@code 1 / (1 + exp(-x / t))}, of each logit by itself. */
    static double[] sigmoid(float[] logits, double temperature) {
        double[] probabilities = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = 1 / (1 + Math.exp(-logits[i] / temperature));
        }
        return probabilities;
    }
}
