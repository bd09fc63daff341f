package io.steelyard.spi;

import io.steelyard.tensor.NdArray;

/**
 * Named tensors that live on a device: parameters, optimizer slots, counters, caches. Functions
 * over the same state share them by name.
 *
 * <p>Reading and running functions that write nothing is safe from several threads; a write, or a
 * run that writes, must be alone.
 */
public interface DeviceState extends AutoCloseable {
    /** Its entries. */
    StateSpec spec();

    /**
     * A copy of an entry on the host. Throws {@code INVALID_ARGUMENT} for a name that is not there
     * and {@code CLOSED} after close.
     */
    NdArray read(String name);

    /** Replaces an entry. Throws {@code INVALID_ARGUMENT} for an unknown name or another type. */
    void write(String name, NdArray content);

    /** Gives the memory back. */
    @Override
    void close();
}
