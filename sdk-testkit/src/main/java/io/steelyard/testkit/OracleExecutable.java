package io.steelyard.testkit;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.LayeredExecutable;
import io.steelyard.tensor.NdArray;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A function that is interpreted at each run. */
final class OracleExecutable extends LayeredExecutable<OracleState> {
    private final OracleSemantics semantics;

    OracleExecutable(Function function, OracleSemantics semantics) {
        super("oracle", function, OracleState.class);
        this.semantics = semantics;
    }

    @Override
    protected List<NdArray> runLocked(OracleState state, List<NdArray> inputs) {
        state.requireFits(function());
        Map<String, OracleValue> contents = new HashMap<>();
        for (Binding read : function().reads()) {
            contents.put(read.name(), OracleValue.of(state.read(read.name())));
        }
        Evaluation evaluation =
                Oracle.evaluate(
                        function(),
                        contents,
                        inputs.stream().map(OracleValue::of).toList(),
                        semantics);
        evaluation.writes().forEach((name, content) -> state.write(name, content.toArray()));
        return evaluation.outputs().stream().map(OracleValue::toArray).toList();
    }

    /** Each node is a call; memory and arithmetic are not counted. */
    @Override
    public CompileReport report() {
        return new CompileReport(function().nodes().size(), 0, 0, 0, Duration.ZERO);
    }

    /** It holds nothing. */
    @Override
    protected void closeIdle() {}
}
