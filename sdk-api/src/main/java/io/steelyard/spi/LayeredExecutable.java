package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * What executables over {@link LayeredState}s have in common: inputs that are refused before
 * anything changes, the state's lock, and a close that waits for runs in progress.
 *
 * @param <S> the states of the backend
 */
public abstract class LayeredExecutable<S extends LayeredState> implements Executable {
    private final String backend;
    private final Function function;
    private final Class<S> states;
    private int running;
    private boolean closed;

    /**
     * An executable.
     *
     * @param backend its name, for messages
     * @param function as it was given to the backend
     * @param states the class of states that it runs on
     */
    protected LayeredExecutable(String backend, Function function, Class<S> states) {
        this.backend = backend;
        this.function = function;
        this.states = states;
    }

    /**
     * One run. The inputs fit the function; the state is open and its lock held. Whether the state
     * fits is for this method to ask ({@link LayeredState#requireFits}), once for each state.
     */
    protected abstract List<NdArray> runLocked(S state, List<NdArray> inputs);

    /** Gives back what it holds, once; nothing runs. */
    protected abstract void closeIdle();

    @Override
    public final Function function() {
        return function;
    }

    @Override
    public final List<NdArray> run(DeviceState state, List<NdArray> inputs) {
        requireInputs(inputs);
        if (!states.isInstance(state)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function.name()
                            + "' was given a state of another backend ("
                            + state.getClass().getSimpleName()
                            + "); allocate it with the "
                            + backend
                            + " backend.");
        }
        S own = states.cast(state);
        boolean writes = !function.writes().isEmpty();
        begin();
        try {
            own.lock(writes);
            try {
                own.requireOpen();
                return runLocked(own, inputs);
            } finally {
                own.unlock(writes);
            }
        } finally {
            end();
        }
    }

    private void requireInputs(List<NdArray> inputs) {
        List<Binding> wanted = function.inputs();
        if (inputs.size() != wanted.size()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Function '"
                            + function.name()
                            + "' takes "
                            + wanted.size()
                            + " inputs "
                            + wanted.stream().map(Binding::name).toList()
                            + "; given were "
                            + inputs.size()
                            + ".");
        }
        for (int i = 0; i < inputs.size(); i++) {
            TensorType type = wanted.get(i).value().type();
            if (!inputs.get(i).type().equals(type)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Input '"
                                + wanted.get(i).name()
                                + "' of function '"
                                + function.name()
                                + "' is "
                                + type
                                + "; given was "
                                + inputs.get(i).type()
                                + ".");
            }
        }
    }

    private synchronized void begin() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "Function '"
                            + function.name()
                            + "' was closed and cannot run; compile it again.");
        }
        running++;
    }

    private synchronized void end() {
        running--;
        notifyAll();
    }

    @Override
    public final synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException problem) {
                interrupted = true;
            }
        }
        closeIdle();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
