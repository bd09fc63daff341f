package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import java.util.List;

/** The oracle, but that the last element of each output is two hundredths off. */
final class WrongBackend extends AlteredBackend {
    @Override
    public Executable compile(Function function, CompileOptions options) {
        return new AlteredExecutable(super.compile(function, options)) {
            @Override
            public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
                List<NdArray> outputs = super.run(state, inputs);
                outputs.stream()
                        .filter(array -> array.type().elements() > 0)
                        .forEach(WrongBackend::spoil);
                return outputs;
            }
        };
    }

    private static void spoil(NdArray array) {
        long last = array.type().elements() - 1;
        if (array.dtype().isFloating()) {
            double value = array.get(last);
            array.set(
                    last,
                    Double.isFinite(value) ? value - Math.max(0.02, 0.02 * Math.abs(value)) : 1);
        } else {
            array.setLong(last, array.getLong(last) ^ 1);
        }
    }
}
