package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What states of all backends have in common: names, layers, locks and refusals. A backend adds
 * where the entries are.
 *
 * <p>A run that writes holds the write lock, reads and other runs the read lock, so that memory is
 * never given back under a run. Whoever holds a lock of a state over another one holds the read
 * lock of that one too. The lock above is always taken first: nobody waits for it with the one
 * below in hand.
 */
public abstract class LayeredState implements DeviceState {
    private final StateSpec spec;
    private final @Nullable LayeredState shared;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * A state that owns some entries, and reads all others from another one if there is one.
     *
     * @param spec the entries that it owns
     * @param shared what it lies over, whose lock the caller holds
     * @throws SteelyardException {@code CLOSED} when that is closed, {@code INVALID_ARGUMENT} when
     *     it has an entry of the same name
     */
    protected LayeredState(StateSpec spec, @Nullable LayeredState shared) {
        this.spec = spec;
        this.shared = shared;
        if (shared != null) {
            shared.requireOpen();
            for (String name : spec.entries().keySet()) {
                if (shared.owner(name) != null) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "State entry '"
                                    + name
                                    + "' is asked for and is an entry of the shared state already;"
                                    + " a name belongs to one of the two, so leave it out or"
                                    + " rename it.");
                }
            }
        }
    }

    /** A copy of an entry that this state owns; the lock is held. */
    protected abstract NdArray readOwn(String name);

    /** Replaces an entry that this state owns by one of its type; the write lock is held. */
    protected abstract void writeOwn(String name, NdArray content);

    /** Gives back what this state owns, once; the write lock is held. */
    protected abstract void closeOwn();

    @Override
    public final StateSpec spec() {
        return spec;
    }

    /** The state below, if there is one. */
    protected final @Nullable LayeredState shared() {
        return shared;
    }

    @Override
    public final NdArray read(String name) {
        lock(false);
        try {
            requireOpen();
            return requireOwner(name).readOwn(name);
        } finally {
            unlock(false);
        }
    }

    @Override
    public final void write(String name, NdArray content) {
        lock(true);
        try {
            requireOpen();
            if (requireOwner(name) != this) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State entry '"
                                + name
                                + "' is shared and cannot be written here; write it to the state"
                                + " that owns it.");
            }
            TensorType type = type(name);
            if (!content.type().equals(type)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "State entry '"
                                + name
                                + "' is "
                                + type
                                + " and cannot be replaced by "
                                + content.type()
                                + "; give an array of the entry's type.");
            }
            writeOwn(name, content);
        } finally {
            unlock(true);
        }
    }

    /**
     * Keeps others out: all of them before a run that writes, those that write before one that
     * reads; of a shared state always those that write.
     */
    public final void lock(boolean writes) {
        if (writes) {
            lock.writeLock().lock();
        } else {
            lock.readLock().lock();
        }
        if (shared != null) {
            shared.lock(false);
        }
    }

    /** Undoes {@link #lock} with the same argument. */
    public final void unlock(boolean writes) {
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
    public final void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "This state was closed; allocate another one and write it.");
        }
        for (LayeredState below = shared; below != null; below = below.shared) {
            if (below.closed) {
                throw new SteelyardException(
                        ErrorCode.CLOSED,
                        "The state that this one lies over was closed; keep it open as long as"
                                + " this one is used.");
            }
        }
    }

    /**
     * Throws {@code INVALID_ARGUMENT} unless each entry that a function reads is there with its
     * type, and each that it writes is this state's own. The lock is held.
     */
    public final void requireFits(Function function) {
        function.reads().forEach(read -> requireType(function, read));
        function.writes().forEach(write -> requireType(function, write));
        for (Binding write : function.writes()) {
            if (owner(write.name()) != this) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Function '"
                                + function.name()
                                + "' writes state entry '"
                                + write.name()
                                + "', which the given state shares and does not own; run it on the"
                                + " state that owns the entry.");
            }
        }
    }

    private void requireType(Function function, Binding wanted) {
        LayeredState owner = owner(wanted.name());
        TensorType present = owner == null ? null : owner.type(wanted.name());
        if (!wanted.value().type().equals(present)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function.name()
                            + "' uses state entry '"
                            + wanted.name()
                            + "' as "
                            + wanted.value().type()
                            + "; the given state "
                            + (present == null ? "has no such entry" : "has it as " + present)
                            + ". Allocate the state with the entries of the function.");
        }
    }

    /** The layer that owns an entry; null where none does. */
    protected final @Nullable LayeredState owner(String name) {
        if (spec.entries().containsKey(name)) {
            return this;
        }
        return shared == null ? null : shared.owner(name);
    }

    private LayeredState requireOwner(String name) {
        LayeredState owner = owner(name);
        if (owner == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no state entry '" + name + "'; known are " + names() + ".");
        }
        return owner;
    }

    /** Of an entry that this state owns. */
    private TensorType type(String name) {
        return Objects.requireNonNull(spec.entries().get(name));
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (LayeredState state = this; state != null; state = state.shared) {
            names.addAll(state.spec.entries().keySet());
        }
        return names;
    }

    @Override
    public final void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                closeOwn();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
