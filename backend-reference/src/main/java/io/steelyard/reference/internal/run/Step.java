package io.steelyard.reference.internal.run;

/**
 * One kernel call with everything but the memory of the run decided. Immutable, so that many runs
 * may share it; allocates nothing.
 */
public interface Step {
    void run(Frame frame);

    /** The name of its kernel in a profile. */
    String name();

    /** How many kernel calls it is. */
    default long kernels() {
        return 1;
    }
}
