package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;
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
        Stream<Value> values =
                Stream.concat(
                        expanded.inputs().stream().map(Binding::value),
                        expanded.nodes().stream().flatMap(node -> node.results().stream()));
        values.map(value -> value.type().dtype())
                .filter(dtype -> !DTYPES.contains(dtype))
                .findFirst()
                .ifPresent(
                        dtype -> {
                            throw new SteelyardException(
                                    ErrorCode.BACKEND_UNSUPPORTED, dtype.text() + " is not known.");
                        });
        return new Rounding(function, expanded, new OracleExecutable(function));
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
            Map<Integer, OracleValue> values = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                values.put(expanded.inputs().get(i).value().id(), OracleValue.of(inputs.get(i)));
            }
            for (Binding read : expanded.reads()) {
                values.put(read.value().id(), OracleValue.of(before.get(read.name())));
            }
            for (Node node : expanded.nodes()) {
                List<OracleValue> operands = new ArrayList<>();
                node.operands().forEach(value -> operands.add(values.get(value.id())));
                OracleValue result =
                        Oracle.apply(node.op(), operands, node.result().type()).getFirst();
                values.put(node.result().id(), OracleValue.of(result.toArray()));
            }
            for (Binding write : expanded.writes()) {
                state.write(write.name(), values.get(write.value().id()).toArray());
            }
            return expanded.outputs().stream()
                    .map(output -> values.get(output.value().id()).toArray())
                    .toList();
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
