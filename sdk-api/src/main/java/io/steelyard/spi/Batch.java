package io.steelyard.spi;

import io.steelyard.tensor.NdArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** The number of target elements: the weight of a mean loss over this batch. */
    public long weight() {
        return targets.isEmpty() ? 1 : targets.values().iterator().next().type().elements();
    }
}
