package io.steelyard.reference.internal.plan;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.CostModel;
import io.steelyard.program.Function;
import io.steelyard.program.Value;
import io.steelyard.program.pass.DeadCode;
import io.steelyard.program.pass.Pass;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.program.pass.Widening;
import io.steelyard.reference.internal.run.Program;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compiles a function: leaves what there are kernels for, plans that, and puts the constants into
 * memory.
 */
public final class Compiler {
    private Compiler() {}

    /**
     * The program of a function.
     *
     * @throws io.steelyard.error.SteelyardException {@code BACKEND_UNSUPPORTED} for sizes beyond
     *     what the backend can count
     */
    public static Program compile(Function function, CompileOptions options) {
        try {
            return plan(function, options);
        } catch (ArithmeticException overflow) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "A function has sizes that the reference backend cannot count; its largest"
                            + " tensor is "
                            + largest(function)
                            + ". Take smaller sizes.",
                    overflow);
        }
    }

    private static TensorType largest(Function function) {
        return Stream.concat(
                        function.reads().stream().map(Binding::value),
                        function.nodes().stream().flatMap(node -> node.results().stream()))
                .map(Value::type)
                .max(Comparator.comparingDouble(Compiler::approximateElements))
                .orElseThrow();
    }

    /** Not exact, since the exact number may be the one that cannot be counted. */
    private static double approximateElements(TensorType type) {
        double product = 1;
        for (int axis = 0; axis < type.shape().rank(); axis++) {
            product *= type.shape().size(axis);
        }
        return product;
    }

    private static Program plan(Function function, CompileOptions options) {
        long start = System.nanoTime();
        Function lean = prepared(function, options);
        @Nullable CallSites callSites = options.profile() ? new CallSites() : null;
        Plan plan = Plan.of(lean, callSites, Optional.empty(), Set.of());
        CompileReport report =
                new CompileReport(
                        plan.kernels(),
                        plan.fused(),
                        plan.arenaBytes(),
                        CostModel.of(function).total().floatingPointOperations(),
                        Duration.ofNanos(System.nanoTime() - start));
        return new Program(
                function,
                plan.steps(),
                plan.commits(),
                plan.arenaBytes(),
                constants(plan.draft()),
                plan.draft().inputs().stream().map(Buffer::address).toList(),
                plan.outputs(),
                plan.draft().stateTypes(),
                report,
                Optional.ofNullable(callSites).map(CallSites::all));
    }

    /** What is lowered: only operations and composites that there are kernels for. */
    private static Function prepared(Function function, CompileOptions options) {
        boolean verify = options.verifyPasses();
        List<Pass> passes = new ArrayList<>(Pipeline.standard(Support::keeps, verify).passes());
        passes.addFirst(new RotationTables());
        Function simple = new Pipeline(passes, verify).apply(function);
        List<Pass> dtypes =
                List.of(
                        new KernelFolding(),
                        new Widening(Conversions::between),
                        new StoredOperands(),
                        new DeadCode());
        return new Pipeline(dtypes, verify).apply(simple);
    }

    private static Program.Constants constants(Draft draft) {
        Arena owner = Arena.ofShared();
        MemorySegment memory = owner.allocate(Math.max(1, draft.constantBytes()), 64);
        for (Draft.Known known : draft.constants()) {
            NdArray value = known.value();
            MemorySegment.copy(value.memory(), 0, memory, known.offset(), value.type().bytes());
        }
        return new Program.Constants(owner, memory);
    }
}
