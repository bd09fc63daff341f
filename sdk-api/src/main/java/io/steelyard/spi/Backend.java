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

    /** The name by which it is chosen: {@code "reference"}. */
    String name();

    /** What it can run. */
    Capabilities capabilities();

    /** Named tensors on the device, all zero until they are written. */
    DeviceState allocate(StateSpec spec);

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
