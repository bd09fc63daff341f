package io.steelyard.tensorflow.internal.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.LayeredExecutable;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensorflow.internal.library.Call;
import io.steelyard.tensorflow.internal.library.GraphDefinition;
import io.steelyard.tensorflow.internal.library.LibraryException;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.NativeSession;
import io.steelyard.tensorflow.internal.library.NativeTensor;
import io.steelyard.tensorflow.internal.library.Output;
import io.steelyard.tensorflow.internal.lower.LoweredFunction;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs a {@link LoweredFunction}: one that touches no state in a session of its own, any other in
 * that of the state, to whose graph it is added once for each set of variables.
 */
public final class CompiledFunction extends LayeredExecutable<VariableState> {
    private final LoweredFunction lowered;
    private final CompileReport report;
    private final @Nullable NativeSession session;
    private final @Nullable Call call;
    private final @Nullable GraphDefinition definition;
    private final List<WeakReference<VariableSet>> places = new ArrayList<>();

    /**
     * Prepares runs.
     *
     * @param function as it was given to the backend
     * @param lowered its graph, which this object closes
     * @param configuration of its session
     */
    public CompiledFunction(
            Function function,
            LoweredFunction lowered,
            CompileReport report,
            byte[] configuration) {
        super("tensorflow", function, VariableState.class);
        this.lowered = lowered;
        this.report = report;
        if (lowered.variables().isEmpty()) {
            session = new NativeSession(lowered.graph(), configuration);
            call = call(session, lowered.graph(), "");
            definition = null;
        } else {
            session = null;
            call = null;
            definition = lowered.graph().definition();
        }
    }

    @Override
    public CompileReport report() {
        return report;
    }

    private Call call(NativeSession target, NativeGraph graph, String prefix) {
        return new Call(
                target,
                lowered.inputs(graph, prefix),
                lowered.outputs(graph, prefix),
                lowered.effects(graph, prefix));
    }

    /** Adds the function to the graph of a set of variables. */
    Call place(VariableSet variables) {
        GraphDefinition added = Objects.requireNonNull(definition);
        DeviceSession target = variables.session();
        Map<String, Output> handles = new HashMap<>();
        lowered.variables()
                .forEach((entry, operation) -> handles.put(operation, variables.handle(entry)));
        synchronized (places) {
            places.removeIf(place -> place.get() == null);
            places.add(new WeakReference<>(variables));
        }
        return target.grow(
                prefix -> {
                    target.graph().add(added, prefix, handles);
                    return call(target.session(), target.graph(), prefix + "/");
                });
    }

    @Override
    protected List<NdArray> runLocked(VariableState state, List<NdArray> inputs) {
        Call prepared = call != null ? call : state.variables().known(this);
        if (prepared == null) {
            state.requireFits(function());
            prepared = state.variables().call(this);
        }
        List<NativeTensor> given = new ArrayList<>(inputs.size());
        List<NativeTensor> results = List.of();
        try {
            inputs.forEach(input -> given.add(NativeTensor.of(input)));
            results = prepared.run(given);
            List<NdArray> outputs = new ArrayList<>(results.size());
            for (int i = 0; i < results.size(); i++) {
                outputs.add(results.get(i).toArray(function().outputs().get(i).value().type()));
            }
            return Collections.unmodifiableList(outputs);
        } catch (LibraryException failure) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "TensorFlow could not run function '"
                            + function().name()
                            + "': "
                            + failure.getMessage(),
                    failure);
        } finally {
            given.forEach(NativeTensor::close);
            results.forEach(NativeTensor::close);
        }
    }

    @Override
    protected void closeIdle() {
        for (WeakReference<VariableSet> place : places) {
            VariableSet variables = place.get();
            if (variables != null) {
                variables.forget(this);
            }
        }
        if (call != null) {
            call.close();
        }
        if (session != null) {
            session.close();
        }
        if (definition != null) {
            definition.close();
        }
        lowered.close();
    }
}
