package io.steelyard.model;

import io.steelyard.tensor.TensorType;

/**
 * A named tensor that outlives a run.
 *
 * @param path unique in the model; for parameters the name in checkpoints
 * @param type dtype and shape
 * @param kind what it is for
 * @param initializer its first content
 */
public record Variable(String path, TensorType type, Kind kind, Initializer initializer) {
    /** What a variable is for. */
    public enum Kind {
        /** Trained by gradients; part of a saved model. */
        PARAMETER,
        /** Other state of the model, such as running averages; part of a saved model. */
        BUFFER,
        /** State of the training: optimizer moments and counters; part of a checkpoint only. */
        TRAINING,
        /** Scratch that need not outlive the process, such as a key-value cache; never saved. */
        CACHE
    }
}
