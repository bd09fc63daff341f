package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import org.jspecify.annotations.Nullable;

/**
 * When a training ends, whichever comes first.
 *
 * @param epochs passes over the training data
 * @param minutes of training in this process; 0 for no limit
 * @param metric of the validations that is watched, such as {@code "validation/f1"}; {@code ""} for
 *     that of the target: accuracy of classes, F1 of several labels, root mean squared error of a
 *     value
 * @param patience validations without a better value of the metric; 0 for no limit
 * @param reaching a value of the metric that is good enough, if there is one
 * @param restoreBest whether the model of the best validation is kept, and not that of the last
 *     step
 */
public record Ending(
        long epochs,
        double minutes,
        String metric,
        int patience,
        @Nullable Double reaching,
        boolean restoreBest) {
    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public Ending {
        require(epochs >= 1, "ending.epochs", epochs, "1 or more");
        require(minutes >= 0, "ending.minutes", minutes, "0 or more");
        require(patience >= 0, "ending.patience", patience, "0 or more");
    }
}
