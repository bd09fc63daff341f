package io.steelyard.spi;

import io.steelyard.program.Function;

import java.util.Map;

/**
 * Runs whole functions on a device. A backend never sees a gradient rule, an optimizer or a layer:
 * only primitives, and those composites that it names in its capabilities.
 *
 * <p>Safe for use from several threads.
 */
public interface Backend extends AutoCloseable {
    /** The topic of {@link #diagnostics} that says what to change; absent where all is well. */
    String ADVICE = "advice";

    /**
     * The topic of {@link #diagnostics} with the most arithmetic that all threads together can do:
     * 10^9 operations a second, as a decimal number. Absent where it is not measured.
     */
    String PEAK_GIGAFLOPS = "peak GFLOP/s";

    /**
     * The topic of {@link #diagnostics} with the most that all threads together can read from
     * memory: 10^9 bytes a second, as a decimal number. Absent where it is not measured.
     */
    String PEAK_READ = "memory read GB/s";

    /** The name by which it is chosen: {@code "reference"}. */
    String name();

    /** What it can run. */
    Capabilities capabilities();

    /** Named tensors on the device, all zero until they are written. */
    DeviceState allocate(StateSpec spec);

    /**
     * Named tensors over those of another state: it owns the entries of {@code own}, all zero until
     * they are written, and every other name is an entry of {@code shared}, of which nothing is
     * copied. So many generators, each with caches of its own, read one copy of the parameters.
     *
     * <p><b>Names.</b> No name may be an entry of both. {@link DeviceState#spec} gives the entries
     * of {@code own} alone. {@code shared} may itself lie over another state; its names are then
     * those of both.
     *
     * <p><b>Writing.</b> A shared entry is only read through this state; what is written to it
     * where it is owned shows at the next read or run. {@link DeviceState#write} of a shared entry
     * throws {@code INVALID_ARGUMENT}, and so does a run of a function that writes one, before it
     * changes anything: such a function needs the state that owns the entry.
     *
     * <p><b>Lifetime.</b> Closing this state leaves {@code shared} open. {@code shared} must stay
     * open as long as this state is used: after it is closed, reads, writes and runs on this state
     * throw {@code CLOSED}, of its own entries too, and it can only be closed.
     *
     * <p><b>Threads.</b> A run or read on this state counts as one that only reads {@code shared}:
     * any number of states over one may be at work at once, and a write to {@code shared} or a run
     * that writes it, such as a training step, has none of them beside it.
     *
     * @param own what the state owns; only this is allocated
     * @param shared a state of this backend
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} when a name is an
     *     entry of both, or when {@code shared} is of another backend; {@code CLOSED} when {@code
     *     shared} is closed
     */
    DeviceState allocate(StateSpec own, DeviceState shared);

    /**
     * Prepares a function for running. What the backend cannot run it refuses here, with {@code
     * BACKEND_UNSUPPORTED} and the name of the operation, and never later.
     */
    Executable compile(Function function, CompileOptions options);

    /**
     * What a person should know of this backend on this machine, in words by topic: for instance
     * how its kernels are compiled, which libraries it found, and, as {@link #ADVICE}, what to
     * change.
     */
    default Map<String, String> diagnostics() {
        return Map.of();
    }

    /** Ends its threads and gives its memory back. State and executables must be closed before. */
    @Override
    void close();
}
