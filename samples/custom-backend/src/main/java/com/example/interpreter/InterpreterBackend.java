package com.example.interpreter;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.program.Value;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Capabilities;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.testkit.OracleBackend;

import java.util.Map;
import java.util.Set;

/**
 * Prepares programs as any backend does, and lets the conformance kit's float64 interpreter run
 * them. It takes no composite whole and knows no floating dtype below F32.
 *
 * <p>Safe for use from several threads.
 */
public final class InterpreterBackend implements Backend {
    static final String NAME = "interpreter";

    private static final Set<DType> DTYPES =
            Set.of(DType.F32, DType.F64, DType.I32, DType.I64, DType.U8, DType.BOOL);

    private final OracleBackend oracle = new OracleBackend();
    private final boolean verify;

    /**
     * A backend.
     *
     * @param verify whether programs are verified after each pass even where the compile options do
     *     not ask for it
     */
    InterpreterBackend(boolean verify) {
        this.verify = verify;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities("CPU, one thread, interpreted", DTYPES, Set.of());
    }

    @Override
    public DeviceState allocate(StateSpec spec) {
        return oracle.allocate(spec);
    }

    @Override
    public DeviceState allocate(StateSpec own, DeviceState shared) {
        return oracle.allocate(own, shared);
    }

    /** Refuses here what it cannot run; then composites are expanded and dead code is dropped. */
    @Override
    public Executable compile(Function function, CompileOptions options) {
        requireKnownDTypes(function);
        Pipeline pipeline = Pipeline.standard(_ -> false, verify || options.verifyPasses());
        Function prepared = pipeline.apply(function);
        return new PreparedFunction(function, oracle.compile(prepared, options));
    }

    private static void requireKnownDTypes(Function function) {
        function.inputs().forEach(input -> requireKnown(input.value(), "input " + input.name()));
        function.reads().forEach(read -> requireKnown(read.value(), "state " + read.name()));
        for (Node node : function.nodes()) {
            String operation = "operation " + Printer.name(node.op());
            node.results().forEach(result -> requireKnown(result, operation));
            switch (node.op()) {
                case Op.Control control -> requireKnownDTypes(control.body());
                case Op.Composite composite -> requireKnownDTypes(composite.body());
                case Op _ -> {}
            }
        }
    }

    private static void requireKnown(Value value, String what) {
        DType dtype = value.type().dtype();
        if (!DTYPES.contains(dtype)) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "The interpreter does not know "
                            + dtype.text()
                            + ", the dtype of "
                            + what
                            + "; convert to one of "
                            + DTYPES.stream().map(DType::text).sorted().toList()
                            + ".");
        }
    }

    @Override
    public Map<String, String> diagnostics() {
        return Map.of(ADVICE, "Interpreted in float64: use it to compare, not to train.");
    }

    /** Holds nothing. */
    @Override
    public void close() {}
}
