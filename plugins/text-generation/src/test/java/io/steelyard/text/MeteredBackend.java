package io.steelyard.text;

import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that keeps account of the state that is asked of it. */
final class MeteredBackend implements Backend {
    private final Backend backend;
    private final List<StateSpec> alone = new CopyOnWriteArrayList<>();
    private final List<StateSpec> over = new CopyOnWriteArrayList<>();

    MeteredBackend(Backend backend) {
        this.backend = backend;
    }

    /** States that were allocated over nothing, in order. */
    List<StateSpec> alone() {
        return alone;
    }

    /** What states that were allocated over another one own, in order. */
    List<StateSpec> over() {
        return over;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Capabilities capabilities() {
        return backend.capabilities();
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        alone.add(spec);
        return backend.allocate(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        over.add(own);
        return backend.allocate(own, shared);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        return backend.compile(function, options);
    }

    @Override
    public void close() {
        backend.close();
    }
}
