package io.steelyard.reference.internal.plan;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.CostModel;
import io.steelyard.program.Function;
import io.steelyard.program.Value;
import io.steelyard.program.pass.DeadCode;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.Program;
import io.steelyard.reference.internal.run.Step;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compiles a function: simplifies it, writes its instructions, and gives every buffer its place.
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
        Draft draft = new Draft(lean);
        int fused = new Lowering(lean, draft).lower();

        List<View> outputs = new ArrayList<>();
        for (Binding output : lean.outputs()) {
            outputs.add(draft.dense(output.value()));
        }
        Map<String, View> contents = contents(lean, draft);
        Map<Buffer, Buffer> writes = new LinkedHashMap<>();
        contents.forEach(
                (entry, content) -> writes.put(stateBuffer(draft, entry), content.buffer()));
        long arenaBytes =
                StoragePlan.place(
                        draft.instructions(),
                        draft.inputs(),
                        outputs.stream().map(View::buffer).toList(),
                        writes);

        List<Step> steps = draft.instructions().stream().map(each -> each.step().get()).toList();
        List<Step> commits = new ArrayList<>();
        contents.forEach(
                (entry, content) -> {
                    Address to = stateBuffer(draft, entry).address();
                    if (!to.equals(content.address()) && content.type().elements() > 0) {
                        commits.add(new MoveStep(to, content.address(), content.type().bytes()));
                    }
                });
        CompileReport report =
                new CompileReport(
                        steps.size() + commits.size(),
                        fused,
                        arenaBytes,
                        CostModel.of(function).total().floatingPointOperations(),
                        Duration.ofNanos(System.nanoTime() - start));
        return new Program(
                function,
                steps,
                commits,
                arenaBytes,
                constants(draft),
                draft.inputs().stream().map(Buffer::address).toList(),
                outputs.stream().map(View::address).toList(),
                draft.stateTypes(),
                report);
    }

    /** What is lowered: only operations and composites that there are kernels for. */
    private static Function prepared(Function function, CompileOptions options) {
        boolean verify = options.verifyPasses();
        Function simple = Pipeline.standard(Support::keeps, verify).apply(function);
        return new Pipeline(List.of(new KernelFolding(), new Widening(), new DeadCode()), verify)
                .apply(simple);
    }

    /**
     * What replaces each state entry. An entry whose new content is the old content of another one
     * gets a copy, so that all entries change together.
     */
    private static Map<String, View> contents(Function function, Draft draft) {
        Map<Integer, String> readAs = new HashMap<>();
        function.reads().forEach(read -> readAs.put(read.value().id(), read.name()));
        Map<String, View> contents = new LinkedHashMap<>();
        for (Binding write : function.writes()) {
            Value value = write.value();
            if (write.name().equals(readAs.get(value.id()))) {
                continue;
            }
            View view = draft.dense(value);
            contents.put(write.name(), view.buffer().isState() ? draft.denseCopy(view) : view);
        }
        return contents;
    }

    private static Buffer stateBuffer(Draft draft, String entry) {
        Buffer buffer = draft.state().get(entry);
        if (buffer == null) {
            throw new IllegalStateException("State entry '" + entry + "' was not declared.");
        }
        return buffer;
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
