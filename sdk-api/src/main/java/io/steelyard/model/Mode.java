package io.steelyard.model;

/** What a recording is for. */
public enum Mode {
    /** Dropout drops, running statistics are updated. */
    TRAINING,
    /** The function computes what the trained model computes. */
    INFERENCE
}
