package io.steelyard.spi;

/** What a task is given to work with. */
public interface TaskContext {
    /** The chosen backend; the task does not close it. */
    Backend backend();

    /** The tokenizer factory of a kind; throws {@code NOT_REGISTERED} naming those there are. */
    TokenizerFactory tokenizer(String kind);

    /** The factory of an architecture; throws {@code NOT_REGISTERED} naming those there are. */
    ArchitectureFactory architecture(String modelType);

    /** Losses, optimizers, metrics and schedules by name. */
    Registry registry();
}
