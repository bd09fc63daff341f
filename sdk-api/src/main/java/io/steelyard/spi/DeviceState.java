package io.steelyard.spi;

import io.steelyard.tensor.NdArray;

/**
 * Named tensors that live on a device: parameters, optimizer slots, counters, caches. Functions
 * over the same state share them by name.
 *
 * <p>Safe for use from several threads: reads, and runs of functions that write nothing, go on side
 * by side; a write, or a run that writes, waits for those under way and has none beside it. A state
 * may lie over another one, whose entries it reads: see {@link Backend#allocate(StateSpec,
 * DeviceState)}.
 */
public interface DeviceState extends AutoCloseable {
    /** The entries that it owns; those of a state that it lies over are not among them. */
    StateSpec spec();

    /**
     * A copy of an entry on the host, its own or a shared one. Throws {@code INVALID_ARGUMENT} for
     * a name that is not there and {@code CLOSED} after close.
     */
    NdArray read(String name);

    /**
     * Replaces an entry. Throws {@code INVALID_ARGUMENT} for an unknown name, another type, or an
     * entry that it shares and does not own, and {@code CLOSED} after close.
     */
    void write(String name, NdArray content);

    /** Gives the memory back. */
    @Override
    void close();
}
