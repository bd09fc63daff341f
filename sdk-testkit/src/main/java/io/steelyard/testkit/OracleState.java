package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.HashMap;
import java.util.Map;

/** State in a map on the Java heap. */
final class OracleState implements DeviceState {
    private final StateSpec spec;
    private final Map<String, NdArray> contents = new HashMap<>();
    private boolean closed;

    OracleState(StateSpec spec) {
        this.spec = spec;
        spec.entries().forEach((name, type) -> contents.put(name, NdArray.zeros(type)));
    }

    @Override
    public StateSpec spec() {
        return spec;
    }

    @Override
    public synchronized NdArray read(String name) {
        requireOpen();
        return content(name).copy();
    }

    @Override
    public synchronized void write(String name, NdArray content) {
        requireOpen();
        TensorType expected = content(name).type();
        if (!expected.equals(content.type())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "State '" + name + "' is " + expected + "; given was " + content.type() + ".");
        }
        contents.put(name, content.copy());
    }

    @Override
    public synchronized void close() {
        closed = true;
        contents.clear();
    }

    /** Throws {@code INVALID_ARGUMENT} unless the entry is there with the type. */
    synchronized void require(String name, TensorType type) {
        requireOpen();
        TensorType held = content(name).type();
        if (!held.equals(type)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The function wants state '"
                            + name
                            + "' as "
                            + type
                            + "; the state holds "
                            + held
                            + ".");
        }
    }

    private NdArray content(String name) {
        NdArray content = contents.get(name);
        if (content == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "There is no state '" + name + "'; there are " + spec.entries().keySet() + ".");
        }
        return content;
    }

    private void requireOpen() {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED, "The state was used after it was closed; allocate it anew.");
        }
    }
}
