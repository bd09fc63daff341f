package io.steelyard.classification;

import static io.steelyard.classification.RecipeChecks.require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the parameters are found.
 *
 * @param loss by its registered name with its options, such as {@code {"name": "focal"}}; empty for
 *     that of the target: cross-entropy of classes, binary cross-entropy of several labels, mean
 *     squared error of a value
 * @param optimizer by its registered name with its options: {@code {"name": "adamw",
 *     "weight_decay": 0.01}}
 * @param learningRate the largest one; it rises over the warm-up and falls along half a cosine
 * @param minimumLearningRate the one at the end of the epochs
 * @param warmupSteps steps until the largest learning rate
 * @param batchSize examples of a step
 * @param clipNorm limit of the global gradient norm; 0 for none
 * @param labelSmoothing in [0, 1), of the cross-entropy where {@code loss} is empty
 * @param classWeights where {@code loss} is empty: {@code "none"}, or {@code "balanced"}: each
 *     class counts with the inverse of its share
 */
public record Optimization(
        Map<String, Object> loss,
        Map<String, Object> optimizer,
        double learningRate,
        double minimumLearningRate,
        long warmupSteps,
        int batchSize,
        double clipNorm,
        float labelSmoothing,
        String classWeights) {
    static final String BALANCED = "balanced";

    /** Throws {@code INVALID_ARGUMENT} naming the first component that is out of range. */
    public Optimization {
        loss = Collections.unmodifiableMap(new LinkedHashMap<>(loss));
        optimizer = Collections.unmodifiableMap(new LinkedHashMap<>(optimizer));
        require(
                optimizer.get("name") instanceof String,
                "optimization.optimizer",
                optimizer,
                "an object with the name of an optimizer, {\"name\": \"adamw\"}");
        require(
                loss.isEmpty() || loss.get("name") instanceof String,
                "optimization.loss",
                loss,
                "{}, or an object with the name of a loss, {\"name\": \"focal\"}");
        require(
                learningRate > 0 && Double.isFinite(learningRate),
                "optimization.learning_rate",
                learningRate,
                "a number above 0");
        require(
                minimumLearningRate >= 0 && minimumLearningRate <= learningRate,
                "optimization.minimum_learning_rate",
                minimumLearningRate,
                "0 to the learning rate, " + learningRate);
        require(
                loss.isEmpty() || labelSmoothing == 0 && classWeights.equals("none"),
                "optimization.loss",
                loss,
                "{} beside label_smoothing or class_weights; give a loss that is named its own"
                        + " options");
        require(warmupSteps >= 0, "optimization.warmup_steps", warmupSteps, "0 or more");
        require(batchSize >= 1, "optimization.batch_size", batchSize, "1 or more");
        require(clipNorm >= 0, "optimization.clip_norm", clipNorm, "0 or more");
        require(
                labelSmoothing >= 0 && labelSmoothing < 1,
                "optimization.label_smoothing",
                labelSmoothing,
                "0 up to, but not including, 1");
        require(
                classWeights.equals("none") || classWeights.equals(BALANCED),
                "optimization.class_weights",
                classWeights,
                "none or balanced");
    }
}
