package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.LayeredState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** State in a map on the Java heap, alone or over another one. */
final class OracleState extends LayeredState {
    private final Map<String, NdArray> contents = new HashMap<>();
    private volatile boolean closed;

    OracleState(StateSpec spec) {
        this(spec, null);
    }

    private OracleState(StateSpec spec, @Nullable OracleState shared) {
        super(spec, shared);
        spec.entries().forEach((name, type) -> contents.put(name, NdArray.zeros(type)));
    }

    /** As {@code Backend.allocate(own, shared)} says. */
    static OracleState over(DeviceState shared, StateSpec own) {
        if (!(shared instanceof OracleState below)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The state to share was allocated by another backend; allocate it with this"
                            + " one.");
        }
        below.lock(false);
        try {
            return new OracleState(own, below);
        } finally {
            below.unlock(false);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    protected NdArray readOwn(String name) {
        return Objects.requireNonNull(contents.get(name)).copy();
    }

    @Override
    protected void writeOwn(String name, NdArray content) {
        contents.put(name, content.copy());
    }

    @Override
    protected void closeOwn() {
        closed = true;
        contents.clear();
    }
}
