package com.example.interpreter;

import io.steelyard.program.Function;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import java.util.List;

/**
 * A function that was given to the backend, and what the passes made of it.
 *
 * @param function as it was given
 * @param prepared what runs
 */
record PreparedFunction(Function function, Executable prepared) implements Executable {
    @Override
    public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
        return prepared.run(state, inputs);
    }

    @Override
    public CompileReport report() {
        return prepared.report();
    }

    @Override
    public void close() {
        prepared.close();
    }
}
