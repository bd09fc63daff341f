package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** The oracle, but that the last element of each output is two hundredths off. */
final class WrongBackend implements Backend {
    private final OracleBackend oracle = new OracleBackend();

    @Override
    public String name() {
        return "wrong";
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
        return new WrongExecutable(oracle.compile(function, options));
    }

    @Override
    public void close() {}

    private record WrongExecutable(Executable right) implements Executable {
        @Override
        public Function function() {
            return right.function();
        }

        @Override
        public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
            List<NdArray> outputs = right.run(state, inputs);
            outputs.stream().filter(array -> array.type().elements() > 0).forEach(this::spoil);
            return outputs;
        }

        private void spoil(NdArray array) {
            long last = array.type().elements() - 1;
            if (array.dtype().isFloating()) {
                double value = array.get(last);
                array.set(
                        last,
                        Double.isFinite(value)
                                ? value - Math.max(0.02, 0.02 * Math.abs(value))
                                : 1);
            } else {
                array.setLong(last, array.getLong(last) ^ 1);
            }
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
