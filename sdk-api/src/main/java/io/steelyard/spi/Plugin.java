package io.steelyard.spi;

import java.util.List;

/**
 * What a jar adds to the SDK; found by {@link java.util.ServiceLoader}. Every method has an empty
 * default, so that a new extension point breaks nobody.
 */
public interface Plugin {
    /** Backends that can be chosen by name. */
    default List<BackendFactory> backends() {
        return List.of();
    }

    /** Tasks, such as text generation. */
    default List<TaskFactory<?>> tasks() {
        return List.of();
    }

    /** Model architectures, by the {@code model_type} of a {@code config.json}. */
    default List<ArchitectureFactory> architectures() {
        return List.of();
    }

    /** Kinds of tokenizers. */
    default List<TokenizerFactory> tokenizers() {
        return List.of();
    }

    /** Losses that a recipe can name. */
    default List<LossFactory> losses() {
        return List.of();
    }

    /** Optimizers that a recipe can name. */
    default List<OptimizerFactory> optimizers() {
        return List.of();
    }

    /** Metrics that a recipe can name. */
    default List<MetricFactory> metrics() {
        return List.of();
    }

    /** Schedules of the learning rate that a recipe can name. */
    default List<ScheduleFactory> schedules() {
        return List.of();
    }

    /** Formats of files that tables are read from. */
    default List<TableFormat> tableFormats() {
        return List.of();
    }

    /** Formats in which programs are written down for use outside the SDK. */
    default List<ExportFormat> exportFormats() {
        return List.of();
    }
}
