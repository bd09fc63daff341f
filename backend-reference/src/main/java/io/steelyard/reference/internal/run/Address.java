package io.steelyard.reference.internal.run;

/**
 * A place in the memory of a run.
 *
 * @param base which memory: {@link #ARENA}, {@link #CONSTANTS}, or {@link #STATE} plus the number
 *     of an entry
 * @param offset bytes from its start
 */
public record Address(int base, long offset) {
    /** The buffers of one run. */
    public static final int ARENA = 0;

    /** Values known when the function was compiled. */
    public static final int CONSTANTS = 1;

    /** The first entry of the state, or, in a loop, of what its body takes; the others follow. */
    public static final int STATE = 2;

    /** The place some bytes further. */
    public Address plus(long bytes) {
        return new Address(base, offset + bytes);
    }
}
