package io.steelyard.train;

import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleBackend;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The oracle with a count of what is open, which fails where a test says. */
final class CountingBackend implements Backend {
    /** What the failure of a device looks like. */
    static final class DeviceLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    final Set<Object> open = new HashSet<>();
    final List<String> compiled = new ArrayList<>();
    private final OracleBackend oracle = new OracleBackend();
    private String failingFunction = "";
    private int runsBeforeFailure;

    /** Makes a function fail after so many runs; less than 0 fails to compile it. */
    void failIn(String function, int runs) {
        failingFunction = function;
        runsBeforeFailure = runs;
    }

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Capabilities capabilities() {
        return oracle.capabilities();
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        return counted(oracle.allocate(spec));
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        return counted(oracle.allocate(own, ((CountedState) shared).state));
    }

    private DeviceState counted(DeviceState allocated) {
        CountedState state = new CountedState(allocated);
        open.add(state);
        return state;
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        if (function.name().equals(failingFunction) && runsBeforeFailure < 0) {
            throw new DeviceLost();
        }
        CountedExecutable executable = new CountedExecutable(oracle.compile(function, options));
        compiled.add(function.name());
        open.add(executable);
        return executable;
    }

    @Override
    public void close() {}

    private final class CountedState implements DeviceState {
        private final DeviceState state;

        CountedState(DeviceState state) {
            this.state = state;
        }

        @Override
        public StateSpec spec() {
            return state.spec();
        }

        @Override
        public NdArray read(String name) {
            return state.read(name);
        }

        @Override
        public void write(String name, NdArray content) {
            state.write(name, content);
        }

        @Override
        public void close() {
            state.close();
            open.remove(this);
        }
    }

    private final class CountedExecutable implements Executable {
        private final Executable executable;

        CountedExecutable(Executable executable) {
            this.executable = executable;
        }

        @Override
        public Function function() {
            return executable.function();
        }

        @Override
        public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
            if (function().name().equals(failingFunction) && runsBeforeFailure-- == 0) {
                throw new DeviceLost();
            }
            return executable.run(((CountedState) state).state, inputs);
        }

        @Override
        public CompileReport report() {
            return executable.report();
        }

        @Override
        public void close() {
            executable.close();
            open.remove(this);
        }
    }
}
