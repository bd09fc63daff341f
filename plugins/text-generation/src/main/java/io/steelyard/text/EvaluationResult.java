package io.steelyard.text;

/**
 * How well a model predicts a text.
 *
 * @param loss the mean of {@code -log p(token)} over all tokens but the first, in nats
 * @param tokens the number of predicted tokens
 */
public record EvaluationResult(double loss, long tokens) {
    /**
     * {@code exp(loss)}: the number of equally likely tokens that would be as hard to choose from.
     */
    public double perplexity() {
        return Math.exp(loss);
    }
}
