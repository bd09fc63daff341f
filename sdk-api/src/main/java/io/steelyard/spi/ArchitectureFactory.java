package io.steelyard.spi;

import java.util.Map;

/** Makes models of one architecture from their configuration. */
public interface ArchitectureFactory {
    /** The {@code model_type} of {@code config.json}: {@code "gpt2"}. */
    String modelType();

    /**
     * The model of a configuration, in the names and nesting of {@code config.json}. Throws {@code
     * INVALID_ARGUMENT} naming the entry that is missing or out of range.
     */
    Model create(Map<String, Object> config);
}
