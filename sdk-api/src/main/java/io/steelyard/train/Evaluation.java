package io.steelyard.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one validation.
 *
 * @param step updates made before it
 * @param metrics by name: {@code validation/loss} and one for each metric
 */
public record Evaluation(long step, Map<String, Double> metrics) {
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
