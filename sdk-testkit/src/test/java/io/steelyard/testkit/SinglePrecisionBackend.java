package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Verifier;
import io.steelyard.program.pass.ExpandComposites;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.EnumSet;
import java.util.List;
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
        if (options.verifyPasses()) {
            Verifier.verify(function);
        }
        requireDTypes(new ExpandComposites(_ -> false).apply(function));
        return new OracleExecutable(function, SinglePrecisionBackend::rounded);
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

    private static List<OracleValue> rounded(
            Op op, List<OracleValue> operands, TensorType type, OracleSemantics bodies) {
        return Oracle.apply(op, operands, type, bodies).stream()
                .map(result -> OracleValue.of(result.toArray()))
                .toList();
    }

    @Override
    public void close() {}
}
