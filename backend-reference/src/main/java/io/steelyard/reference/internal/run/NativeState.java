package io.steelyard.reference.internal.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * State in native memory, one allocation an entry. A run that writes holds the write lock, reads
 * and other runs the read lock, so that memory is never given back under a kernel.
 */
public final class NativeState implements DeviceState {
    private final StateSpec spec;
    private final Arena owner = Arena.ofShared();
    private final Map<String, MemorySegment> entries = new LinkedHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    public NativeState(StateSpec spec) {
        this.spec = spec;
        spec.entries()
                .forEach(
                        (name, type) ->
                                entries.put(
                                        name,
                                        owner.allocate(Math.max(1, type.bytes()), 64)
                                                .asSlice(0, type.bytes())));
    }

    @Override
    public StateSpec spec() {
        return spec;
    }

    @Override
    public NdArray read(String name) {
        lock.readLock().lock();
        try {
            MemorySegment entry = entry(name);
            NdArray copy = NdArray.zeros(type(name));
            copy.memory().copyFrom(entry);
            return copy;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void write(String name, NdArray content) {
        lock.writeLock().lock();
        try {
            MemorySegment entry = entry(name);
            if (!content.type().equals(type(name))) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State entry '"
                                + name
                                + "' is "
                                + type(name)
                                + " and cannot be replaced by "
                                + content.type()
                                + "; give an array of the entry's type.");
            }
            entry.copyFrom(content.memory());
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Keeps others out: all of them before a run that writes, those that write before one that
     * reads.
     */
    void lock(boolean writes) {
        if (writes) {
            lock.writeLock().lock();
        } else {
            lock.readLock().lock();
        }
    }

    void unlock(boolean writes) {
        if (writes) {
            lock.writeLock().unlock();
        } else {
            lock.readLock().unlock();
        }
    }

    /** Throws {@code CLOSED} after close. The lock is held. */
    void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This state was closed; allocate another one and write it.");
        }
    }

    /** Where the entries of a program lie, in its order. The lock is held. */
    long[] addresses(String function, Map<String, TensorType> wanted) {
        long[] addresses = new long[wanted.size()];
        int number = 0;
        for (Map.Entry<String, TensorType> entry : wanted.entrySet()) {
            TensorType present = spec.entries().get(entry.getKey());
            if (!entry.getValue().equals(present)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Function '"
                                + function
                                + "' uses state entry '"
                                + entry.getKey()
                                + "' as "
                                + entry.getValue()
                                + "; the given state "
                                + (present == null ? "has no such entry" : "has it as " + present)
                                + ". Allocate the state with the entries of the function.");
            }
            addresses[number++] = entry(entry.getKey()).address();
        }
        return addresses;
    }

    private MemorySegment entry(String name) {
        requireOpen();
        MemorySegment entry = entries.get(name);
        if (entry == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no state entry '" + name + "'; known are " + entries.keySet() + ".");
        }
        return entry;
    }

    private TensorType type(String name) {
        TensorType type = spec.entries().get(name);
        if (type == null) {
            throw new IllegalStateException("State entry '" + name + "' has no type.");
        }
        return type;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                owner.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
