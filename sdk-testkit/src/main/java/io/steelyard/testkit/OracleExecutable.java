package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function that is interpreted at each run. */
final class OracleExecutable implements Executable {
    private final Function function;
    private final OracleSemantics semantics;
    private volatile boolean closed;

    OracleExecutable(Function function, OracleSemantics semantics) {
        this.function = function;
        this.semantics = semantics;
    }

    @Override
    public Function function() {
        return function;
    }

    @Override
    public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
        if (closed) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "Function '"
                            + function.name()
                            + "' was run after it was closed; compile it anew.");
        }
        if (!(state instanceof OracleState own)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The state was allocated by another backend; allocate it with this one.");
        }
        Oracle.requireInputs(function, inputs.stream().map(NdArray::type).toList());
        boolean writes = !function.writes().isEmpty();
        own.lock(writes);
        try {
            return runAlone(own, inputs);
        } finally {
            own.unlock(writes);
        }
    }

    /** The lock of the state is held. */
    private List<NdArray> runAlone(OracleState own, List<NdArray> inputs) {
        for (Binding write : function.writes()) {
            own.require(write.name(), write.value().type());
            own.requireOwned(write.name());
        }
        Map<String, OracleValue> contents = new HashMap<>();
        for (Binding read : function.reads()) {
            own.require(read.name(), read.value().type());
            contents.put(read.name(), OracleValue.of(own.read(read.name())));
        }
        Evaluation evaluation =
                Oracle.evaluate(
                        function,
                        contents,
                        inputs.stream().map(OracleValue::of).toList(),
                        semantics);
        evaluation.writes().forEach((name, content) -> own.write(name, content.toArray()));
        return evaluation.outputs().stream().map(OracleValue::toArray).toList();
    }

    /** Each node is a call; memory and arithmetic are not counted. */
    @Override
    public CompileReport report() {
        return new CompileReport(function.nodes().size(), 0, 0, 0, Duration.ZERO);
    }

    @Override
    public void close() {
        closed = true;
    }
}
