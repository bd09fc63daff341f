package io.steelyard.spi;

import io.steelyard.tensor.TensorType;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and types of the tensors that stay on a device between runs, in a fixed order. */
public record StateSpec(Map<String, TensorType> entries) {
    public StateSpec {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Bytes of all entries, without padding. */
    public long bytes() {
        return entries.values().stream().mapToLong(TensorType::bytes).sum();
    }
}
