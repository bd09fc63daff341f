package io.steelyard.reference.internal.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * State in native memory, one allocation an entry. A run that writes holds the write lock, reads
 * and other runs the read lock, so that memory is never given back under a kernel. Whoever holds a
 * lock of a state over another one holds the read lock of that one too. The lock above is always
 * taken first: nobody waits for it with the one below in hand.
 */
public final class NativeState implements DeviceState {
    private final StateSpec spec;
    private final @Nullable NativeState shared;
    private final Arena owner = Arena.ofShared();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private record Entry(TensorType type, MemorySegment memory) {}

    /** State that owns all of its entries. */
    public NativeState(StateSpec spec) {
        this(spec, null);
    }

    private NativeState(StateSpec spec, @Nullable NativeState shared) {
        this.spec = spec;
        this.shared = shared;
        spec.entries().forEach((name, type) -> entries.put(name, allocate(type)));
    }

    private Entry allocate(TensorType type) {
        long bytes = type.bytes();
        return new Entry(type, owner.allocate(Math.max(1, bytes), 64).asSlice(0, bytes));
    }

    /**
     * State that owns some entries and reads all others from another one. Throws {@code
     * INVALID_ARGUMENT} when that one has an entry of the same name.
     */
    public static NativeState over(NativeState shared, StateSpec own) {
        shared.lock(false);
        try {
            shared.requireOpen();
            for (String name : own.entries().keySet()) {
                if (shared.find(name) != null) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "State entry '"
                                    + name
                                    + "' is asked for and is an entry of the shared state already;"
                                    + " a name belongs to one of the two, so leave it out or"
                                    + " rename it.");
                }
            }
            return new NativeState(own, shared);
        } finally {
            shared.unlock(false);
        }
    }

    @Override
    public StateSpec spec() {
        return spec;
    }

    @Override
    public NdArray read(String name) {
        lock(false);
        try {
            requireOpen();
            Entry entry = entry(name);
            NdArray copy = NdArray.zeros(entry.type());
            copy.memory().copyFrom(entry.memory());
            return copy;
        } finally {
            unlock(false);
        }
    }

    @Override
    public void write(String name, NdArray content) {
        lock(true);
        try {
            requireOpen();
            Entry entry = entry(name);
            if (!entries.containsKey(name)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State entry '"
                                + name
                                + "' is shared and cannot be written here; write it to the state"
                                + " that owns it.");
            }
            if (!content.type().equals(entry.type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State entry '"
                                + name
                                + "' is "
                                + entry.type()
                                + " and cannot be replaced by "
                                + content.type()
                                + "; give an array of the entry's type.");
            }
            entry.memory().copyFrom(content.memory());
        } finally {
            unlock(true);
        }
    }

    /**
     * Keeps others out: all of them before a run that writes, those that write before one that
     * reads; of a shared state always those that write.
     */
    void lock(boolean writes) {
        if (writes) {
            lock.writeLock().lock();
        } else {
            lock.readLock().lock();
        }
        if (shared != null) {
            shared.lock(false);
        }
    }

    void unlock(boolean writes) {
        if (shared != null) {
            shared.unlock(false);
        }
        if (writes) {
            lock.writeLock().unlock();
        } else {
            lock.readLock().unlock();
        }
    }

    /** Throws {@code CLOSED} after close, of this or of what it shares. The lock is held. */
    void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This state was closed; allocate another one and write it.");
        }
        for (NativeState below = shared; below != null; below = below.shared) {
            if (below.closed) {
                throw new SteelyardException(
                        ErrorCode.CLOSED,
                        "The state that this one lies over was closed; keep it open as long as"
                                + " this one is used.");
            }
        }
    }

    /** Where the entries of a program lie, in its order. The lock is held. */
    long[] addresses(String function, Map<String, TensorType> wanted) {
        long[] addresses = new long[wanted.size()];
        int number = 0;
        for (Map.Entry<String, TensorType> want : wanted.entrySet()) {
            Entry present = find(want.getKey());
            if (present == null || !want.getValue().equals(present.type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Function '"
                                + function
                                + "' uses state entry '"
                                + want.getKey()
                                + "' as "
                                + want.getValue()
                                + "; the given state "
                                + (present == null
                                        ? "has no such entry"
                                        : "has it as " + present.type())
                                + ". Allocate the state with the entries of the function.");
            }
            addresses[number++] = present.memory().address();
        }
        return addresses;
    }

    /** Throws {@code INVALID_ARGUMENT} unless every entry that a function writes is owned here. */
    void requireOwned(String function, List<String> written) {
        for (String name : written) {
            if (!entries.containsKey(name)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Function '"
                                + function
                                + "' writes state entry '"
                                + name
                                + "', which the given state shares and does not own; run it on the"
                                + " state that owns the entry.");
            }
        }
    }

    private @Nullable Entry find(String name) {
        Entry own = entries.get(name);
        return own != null || shared == null ? own : shared.find(name);
    }

    private Entry entry(String name) {
        Entry entry = find(name);
        if (entry == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no state entry '" + name + "'; known are " + names() + ".");
        }
        return entry;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (NativeState state = this; state != null; state = state.shared) {
            names.addAll(state.entries.keySet());
        }
        return names;
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
