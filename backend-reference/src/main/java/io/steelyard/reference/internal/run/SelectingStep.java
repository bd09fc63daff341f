package io.steelyard.reference.internal.run;

/** A step that reads or writes a part of a buffer, known when it runs. */
public interface SelectingStep extends Step {
    /** Bytes of the part. */
    long selectedBytes();
}
