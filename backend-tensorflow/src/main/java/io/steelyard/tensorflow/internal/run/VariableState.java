package io.steelyard.tensorflow.internal.run;

import io.steelyard.spi.LayeredState;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

/** State in resource variables, which stay on the device. */
public final class VariableState extends LayeredState {
    private final VariableSet variables;

    private VariableState(StateSpec spec, DeviceSession session) {
        super(spec, null);
        variables = VariableSet.first(session, spec);
    }

    private VariableState(StateSpec spec, VariableState shared) {
        super(spec, shared);
        variables = shared.variables.over(spec);
    }

    /**
     * State that owns all of its entries, in a session of its own.
     *
     * @param configuration of the session
     */
    public static VariableState of(StateSpec spec, byte[] configuration) {
        DeviceSession session = new DeviceSession(configuration);
        try {
            return new VariableState(spec, session);
        } catch (RuntimeException | Error failure) {
            session.close();
            throw failure;
        }
    }

    /**
     * State that owns some entries and reads all others from another one. Throws {@code
     * INVALID_ARGUMENT} when that one has an entry of the same name.
     */
    public static VariableState over(VariableState shared, StateSpec own) {
        shared.lock(false);
        try {
            return new VariableState(own, shared);
        } finally {
            shared.unlock(false);
        }
    }

    VariableSet variables() {
        return variables;
    }

    @Override
    protected NdArray readOwn(String name) {
        return variables.read(name);
    }

    @Override
    protected void writeOwn(String name, NdArray content) {
        variables.write(name, content);
    }

    @Override
    protected void closeOwn() {
        if (shared() == null) {
            variables.session().close();
        } else {
            variables.session().ifOpen(() -> variables.leave(spec()));
        }
    }
}
