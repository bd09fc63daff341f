package io.steelyard.spi;

import io.steelyard.tensor.NdArray;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one step works on.
 *
 * @param features by name, what the model is applied to; axis 0 of each is the batch
 * @param targets by name, what the predictions are compared with
 */
public record Batch(Map<String, NdArray> features, Map<String, NdArray> targets) {
    public Batch {
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
    }

    /** A batch of one feature and one target. */
    public static Batch of(String feature, NdArray values, String target, NdArray expected) {
        return new Batch(Map.of(feature, values), Map.of(target, expected));
    }

    /**
     * The weight of a mean loss over this batch: the number of elements of the target {@value
     * Targets#LABELS}, or else of the first target by name; without targets, the number of
     * examples.
     */
    public long weight() {
        NdArray labels = targets.get(Targets.LABELS);
        if (labels != null) {
            return labels.type().elements();
        }
        // By name, because the order of a map may differ from one process to the next.
        return first(targets)
                .map(array -> array.type().elements())
                .or(
                        () ->
                                first(features)
                                        .map(
                                                array ->
                                                        array.shape().rank() == 0
                                                                ? 1
                                                                : array.shape().size(0)))
                .orElse(1L);
    }

    private static Optional<NdArray> first(Map<String, NdArray> arrays) {
        return arrays.keySet().stream().min(Comparator.naturalOrder()).map(arrays::get);
    }
}
