package io.steelyard.testkit;

import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

/** A state that no backend allocated; every entry reads as zero. */
record ForeignState(StateSpec spec) implements DeviceState {
    @Override
    public NdArray read(String name) {
        TensorType type = spec.entries().get(name);
        if (type == null) {
            throw new IllegalArgumentException("There is no entry '" + name + "'.");
        }
        return NdArray.zeros(type);
    }

    /** Keeps nothing. */
    @Override
    public void write(String name, NdArray content) {}

    /** Holds nothing. */
    @Override
    public void close() {}
}
