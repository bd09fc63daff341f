package io.steelyard.spi;

import io.steelyard.program.Function;
import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.Optional;

/**
 * A compiled function. Runs are safe from several threads; those that write an entry of a state
 * have that state for themselves.
 */
public interface Executable extends AutoCloseable {
    /** The function as it was given to the backend. */
    Function function();

    /**
     * Runs once: reads and replaces state entries by name.
     *
     * @param state holds every entry that the function reads or writes, with the same type, and
     *     owns those that it writes
     * @param inputs in the order of the function's inputs, with their types
     * @return the outputs in their order, on the host, owned by the caller
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} when inputs or state
     *     do not fit, {@code CLOSED} after close
     */
    List<NdArray> run(DeviceState state, List<NdArray> inputs);

    /** What became of the function when it was compiled. */
    CompileReport report();

    /**
     * Where the time of all runs so far went; empty unless {@link CompileOptions#profile} was asked
     * for and the backend records one.
     */
    default Optional<ExecutionProfile> profile() {
        return Optional.empty();
    }

    /** Gives the memory back; a run in progress on another thread ends first. */
    @Override
    void close();
}
