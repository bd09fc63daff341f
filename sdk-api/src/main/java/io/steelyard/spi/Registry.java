package io.steelyard.spi;

/**
 * What a training is put together from, by name. Each method throws {@code NOT_REGISTERED} naming
 * those there are, and {@code INVALID_ARGUMENT} for options that the factory refuses.
 */
public interface Registry {
    /** A loss with its options: {@code {"name": "cross-entropy", "label_smoothing": 0.1}}. */
    Loss loss(Component component);

    /** An optimizer with its options: {@code {"name": "adamw", "weight_decay": 0.01}}. */
    Optimizer optimizer(Component component);

    /** A metric with its options: {@code "accuracy"}. */
    Metric metric(Component component);

    /**
     * A schedule with its options over a plan: {@code {"name": "warmup-cosine", "warmup": 100}}.
     */
    Schedule schedule(Component component, TrainingPlan plan);
}
