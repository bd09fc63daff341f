package io.steelyard.testkit;

import io.steelyard.spi.Backend;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What checks of state work on: two entries {@code a} and {@code b} and an input {@code x}, all of
 * one type, and numbers for each.
 */
final class StateEntries {
    static final TensorType TYPE = TensorType.of(DType.F32, 3);
    static final float[] X = {1, 2, 3};
    static final float[] A = {10, 20, 30};
    static final float[] B = {-4, 5, -6};

    private StateEntries() {}

    static StateSpec spec() {
        Map<String, TensorType> entries = new LinkedHashMap<>();
        entries.put("a", TYPE);
        entries.put("b", TYPE);
        return new StateSpec(entries);
    }

    static NdArray array(float... values) {
        return NdArray.of(values, values.length);
    }

    /** State that holds {@link #A} and {@link #B}. */
    static DeviceState filled(Backend backend) {
        DeviceState state = backend.allocate(spec());
        state.write("a", array(A));
        state.write("b", array(B));
        return state;
    }
}
