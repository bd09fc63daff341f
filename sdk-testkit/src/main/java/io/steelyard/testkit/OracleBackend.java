package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Verifier;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;

import java.util.Set;

/**
 * The {@link Oracle} as a backend, so that tests can run a whole training step on it. Every dtype,
 * very slow; state is rounded to its dtype between runs.
 *
 * <p>Safe for use from several threads.
 */
public final class OracleBackend implements Backend {
    /** {@code "oracle"}. */
    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("float64 interpreter", Set.of(DType.values()), Set.of());
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        return new OracleState(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        return OracleState.over(shared, own);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        if (options.verifyPasses()) {
            Verifier.verify(function);
        }
        return new OracleExecutable(function, Oracle::apply);
    }

    /** Holds nothing. */
    @Override
    public void close() {}
}
