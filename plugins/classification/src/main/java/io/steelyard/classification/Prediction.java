package io.steelyard.classification;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model says of an example. */
public sealed interface Prediction {
    /**
     * One class of several.
     *
     * @param label the most probable class
     * @param probability of it
     * @param probabilities of all classes, in their order; they add up to 1
     */
    record OfClass(String label, double probability, Map<String, Double> probabilities)
            implements Prediction {
        public OfClass {
            probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }
    }

    /**
     * Any number of labels.
     *
     * @param labels whose probability is above 0.5
     * @param probabilities of all labels, in their order; each is by itself
     */
    record OfLabels(List<String> labels, Map<String, Double> probabilities) implements Prediction {
        public OfLabels {
            labels = List.copyOf(labels);
            probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
        }
    }

    /**
     * A number, in the unit of the training data.
     *
     * @param value what a regression gives
     */
    record OfValue(double value) implements Prediction {}
}
