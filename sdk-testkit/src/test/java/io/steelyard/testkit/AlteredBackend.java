package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.program.Verifier;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** The oracle, for tests that alter one thing about it. */
class AlteredBackend implements Backend {
    private final OracleBackend oracle = new OracleBackend();
    private final OracleSemantics semantics;

    AlteredBackend() {
        this(Oracle::apply);
    }

    AlteredBackend(OracleSemantics semantics) {
        this.semantics = semantics;
    }

    @Override
    public String name() {
        return "altered";
    }

    @Override
    public Capabilities capabilities() {
        return oracle.capabilities();
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        return oracle.allocate(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        return oracle.allocate(own, shared);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        if (options.verifyPasses()) {
            Verifier.verify(function);
        }
        return new OracleExecutable(function, semantics);
    }

    @Override
    public void close() {}

    /** An executable that runs another one. */
    static class AlteredExecutable implements Executable {
        private final Executable right;

        AlteredExecutable(Executable right) {
            this.right = right;
        }

        @Override
        public Function function() {
            return right.function();
        }

        @Override
        public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
            return right.run(state, inputs);
        }

        @Override
        public CompileReport report() {
            return right.report();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
