package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.pass.ExpandComposites;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rounds the result of each operation to its dtype, as hardware does, and knows the mandatory
 * dtypes alone.
 */
final class SinglePrecisionBackend implements Backend {
    private static final Set<DType> DTYPES = EnumSet.of(DType.F32, DType.I32, DType.BOOL);

    @Override
    public String name() {
        return "single precision";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("interpreter that rounds", DTYPES, Set.of());
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        return new OracleState(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        return OracleState.over(shared, own);
    }

    @Override
    public Executable compile(Function function, CompileOptions options) {
        Function expanded = new ExpandComposites(_ -> false).apply(function);
        requireDTypes(expanded);
        return new Rounding(function, expanded, new OracleExecutable(function));
    }

    private static void requireDTypes(Function function) {
        Stream.concat(
                        function.inputs().stream().map(Binding::value),
                        function.nodes().stream().flatMap(node -> node.results().stream()))
                .map(value -> value.type().dtype())
                .filter(dtype -> !DTYPES.contains(dtype))
                .findFirst()
                .ifPresent(
                        dtype -> {
                            throw new SteelyardException(
                                    ErrorCode.BACKEND_UNSUPPORTED, dtype.text() + " is not known.");
                        });
        for (Node node : function.nodes()) {
            if (node.op() instanceof Op.Control control) {
                requireDTypes(control.body());
            }
        }
    }

    @Override
    public void close() {}

    /** Runs one node at a time; the oracle's executable checks what is given. */
    private record Rounding(Function function, Function expanded, Executable checks)
            implements Executable {
        @Override
        public List<NdArray> run(DeviceState state, List<NdArray> inputs) {
            if (!(state instanceof OracleState own)) {
                return checks.run(state, inputs); // which refuses it
            }
            boolean writes = !function.writes().isEmpty();
            own.lock(writes);
            try {
                return runAlone(own, inputs);
            } finally {
                own.unlock(writes);
            }
        }

        private List<NdArray> runAlone(OracleState state, List<NdArray> inputs) {
            Map<String, NdArray> before = new LinkedHashMap<>();
            for (Binding read : function.reads()) {
                state.require(read.name(), read.value().type());
                before.put(read.name(), state.read(read.name()));
            }
            checks.run(state, inputs);
            Map<String, OracleValue> entries = new LinkedHashMap<>();
            before.forEach((name, content) -> entries.put(name, OracleValue.of(content)));
            Evaluation rounded =
                    evaluate(expanded, entries, inputs.stream().map(OracleValue::of).toList());
            rounded.writes().forEach((name, content) -> state.write(name, content.toArray()));
            return rounded.outputs().stream().map(OracleValue::toArray).toList();
        }

        /** One node at a time, also inside loops and calls. */
        private static Evaluation evaluate(
                Function function, Map<String, OracleValue> entries, List<OracleValue> inputs) {
            List<OracleValue> values =
                    new ArrayList<>(
                            Collections.nCopies(
                                    function.valueCount(), OracleValue.of(NdArray.scalar(0))));
            for (int i = 0; i < inputs.size(); i++) {
                values.set(function.inputs().get(i).value().id(), inputs.get(i));
            }
            for (Binding read : function.reads()) {
                values.set(read.value().id(), entries.get(read.name()));
            }
            for (Node node : function.nodes()) {
                List<OracleValue> results =
                        apply(node, node.operands().stream().map(v -> values.get(v.id())).toList());
                for (int i = 0; i < results.size(); i++) {
                    values.set(
                            node.results().get(i).id(), OracleValue.of(results.get(i).toArray()));
                }
            }
            return new Evaluation(function, values);
        }

        private static List<OracleValue> apply(Node node, List<OracleValue> operands) {
            return switch (node.op()) {
                case Op.Call call -> evaluate(call.body(), Map.of(), operands).outputs();
                case Op.Scan scan ->
                        OracleScan.run(
                                scan,
                                operands,
                                step -> evaluate(scan.body(), Map.of(), step).outputs());
                case Op op -> Oracle.apply(op, operands, node.results().getFirst().type());
            };
        }

        @Override
        public CompileReport report() {
            return new CompileReport(expanded.nodes().size(), 0, 0, 0, Duration.ZERO);
        }

        @Override
        public void close() {
            checks.close();
        }
    }
}
