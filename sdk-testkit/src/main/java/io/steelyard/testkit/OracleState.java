package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** State in a map on the Java heap, alone or over another one. */
final class OracleState implements DeviceState {
    private final StateSpec spec;
    private final @Nullable OracleState shared;
    private final Map<String, NdArray> contents = new HashMap<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    OracleState(StateSpec spec) {
        this(spec, null);
    }

    private OracleState(StateSpec spec, @Nullable OracleState shared) {
        this.spec = spec;
        this.shared = shared;
        spec.entries().forEach((name, type) -> contents.put(name, NdArray.zeros(type)));
    }

    /** As {@code Backend.allocate(own, shared)} says. */
    static OracleState over(DeviceState shared, StateSpec own) {
        if (!(shared instanceof OracleState below)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The state to share was allocated by another backend; allocate it with this"
                            + " one.");
        }
        return below.reading(
                () -> {
                    Set<String> both = new LinkedHashSet<>(own.entries().keySet());
                    both.retainAll(below.names());
                    if (!both.isEmpty()) {
                        throw new SteelyardException(
                                ErrorCode.INVALID_ARGUMENT,
                                "State "
                                        + both
                                        + " is asked for and shared as well; leave it out or"
                                        + " rename it.");
                    }
                    return new OracleState(own, below);
                });
    }

    @Override
    public StateSpec spec() {
        return spec;
    }

    @Override
    public NdArray read(String name) {
        return reading(() -> content(name).copy());
    }

    @Override
    public void write(String name, NdArray content) {
        lock(true);
        try {
            requireOpen();
            TensorType expected = content(name).type();
            requireOwned(name);
            if (!expected.equals(content.type())) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State '"
                                + name
                                + "' is "
                                + expected
                                + "; given was "
                                + content.type()
                                + ".");
            }
            contents.put(name, content.copy());
        } finally {
            unlock(true);
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        closed = true;
        contents.clear();
        lock.writeLock().unlock();
    }

    boolean isClosed() {
        lock.readLock().lock();
        try {
            return closed;
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Keeps others out: all of them before a run that writes, those that write before one that
     * reads; of a shared state always those that write. The lock may be held already.
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

    private <T> T reading(Supplier<T> body) {
        lock(false);
        try {
            requireOpen();
            return body.get();
        } finally {
            unlock(false);
        }
    }

    /** Throws {@code INVALID_ARGUMENT} unless the entry is there with the type. */
    void require(String name, TensorType type) {
        TensorType held = reading(() -> content(name).type());
        if (!held.equals(type)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The function wants state '"
                            + name
                            + "' as "
                            + type
                            + "; the state holds "
                            + held
                            + ".");
        }
    }

    /** Throws {@code INVALID_ARGUMENT} for an entry that is of the state below. */
    void requireOwned(String name) {
        if (!spec.entries().containsKey(name)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "State '"
                            + name
                            + "' is shared and only read here; write it where it is owned.");
        }
    }

    private NdArray content(String name) {
        NdArray content = contents.get(name);
        if (content != null) {
            return content;
        }
        if (shared != null && shared.names().contains(name)) {
            return shared.content(name);
        }
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "There is no state '" + name + "'; there are " + names() + ".");
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(spec.entries().keySet());
        if (shared != null) {
            names.addAll(shared.names());
        }
        return names;
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "The state was used after it was closed; allocate it anew.");
        }
        if (shared != null) {
            shared.requireOpen();
        }
    }
}
