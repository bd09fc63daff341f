package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Calls, whose bodies take their place, and loops, which are functions of the graph. */
final class Control {
    private final Emitter emitter;

    Control(Emitter emitter) {
        this.emitter = emitter;
    }

    /**
     * A body that is recomputed waits for all operands, one of which is the gradient, so that it
     * does not run with the forward pass and keep its values until then.
     */
    List<Output> call(Op.Call call, List<Output> operands) {
        return inlined(
                call.body(),
                call.recompute() && !operands.isEmpty() ? together(operands) : operands);
    }

    private List<Output> together(List<Output> operands) {
        Operation joined = emitter.list("IdentityN", operands);
        List<Output> results = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            results.add(joined.output(i));
        }
        return results;
    }

    private List<Output> inlined(Function body, List<Output> operands) {
        Lowering lowering = new Lowering(emitter);
        for (int i = 0; i < operands.size(); i++) {
            lowering.bind(body.inputs().get(i).value(), operands.get(i));
        }
        String scope = emitter.scope();
        lowering.lower(body);
        emitter.scope(scope);
        return lowering.outputs(body);
    }

    /**
     * {@code StatelessWhile} over: the step I32 {@code []}, the carries, the sequences, the
     * constants, and a list for each result sequence.
     */
    List<Output> scan(Op.Scan scan, Node node, List<Output> operands) {
        int carries = scan.carries();
        List<Value> results = node.results();
        List<Output> all = new ArrayList<>();
        if (scan.length() == 0) {
            all.addAll(operands.subList(0, carries));
            results.subList(carries, results.size())
                    .forEach(result -> all.add(emitter.constant(NdArray.zeros(result.type()))));
            return all;
        }
        all.add(emitter.integer(0));
        all.addAll(operands);
        for (Value result : results.subList(carries, results.size())) {
            all.add(list(element(result.type()), scan.length()));
        }
        List<LoopVariable> variables = variables(node, carries);
        String condition = emitter.names().function("scan_condition");
        String body = emitter.names().function("scan_body");
        defineCondition(condition, variables, scan.length());
        defineBody(body, variables, scan, node.operands().size());
        Operation loop =
                emitter.list(
                        "StatelessWhile",
                        builder ->
                                placed(builder, scan, node)
                                        .function("cond", condition)
                                        .function("body", body),
                        all);
        List<Output> finished = new ArrayList<>();
        for (int i = 0; i < carries; i++) {
            finished.add(loop.output(1 + i));
        }
        for (int i = carries; i < results.size(); i++) {
            TensorType type = element(results.get(i).type());
            finished.add(
                    emitter.add(
                            "TensorListStack",
                            builder ->
                                    builder.type("element_dtype", DataTypes.of(type.dtype()))
                                            .integer("num_elements", scan.length()),
                            loop.output(1 + operands.size() + i - carries),
                            emitter.sizes32(type.shape())));
        }
        return finished;
    }

    /**
     * Graphics processors have no kernel that takes a part of U8 in a loop, whose operations all
     * run where it does: a loop with any runs on the processor.
     */
    private static OperationBuilder placed(OperationBuilder loop, Op.Scan scan, Node node) {
        boolean bytes =
                Stream.concat(node.operands().stream(), node.results().stream())
                                .anyMatch(value -> value.type().dtype() == DType.U8)
                        || hasBytes(scan.body());
        return bytes ? loop.device("/device:CPU:0") : loop;
    }

    private static boolean hasBytes(Function body) {
        return body.nodes().stream()
                .anyMatch(
                        node ->
                                node.results().stream()
                                                .anyMatch(value -> value.type().dtype() == DType.U8)
                                        || hasBytes(node.op()));
    }

    private static boolean hasBytes(Op op) {
        return op instanceof Op.Scan scan && hasBytes(scan.body())
                || op instanceof Op.Call call && hasBytes(call.body());
    }

    /**
     * What the loop hands from step to step.
     *
     * @param dataType TensorFlow's number
     * @param shape of a tensor; a scalar for a list
     */
    private record LoopVariable(int dataType, Shape shape) {
        static LoopVariable of(TensorType type) {
            return new LoopVariable(DataTypes.of(type.dtype()), type.shape());
        }
    }

    private static List<LoopVariable> variables(Node node, int carries) {
        List<LoopVariable> variables = new ArrayList<>();
        variables.add(new LoopVariable(DataTypes.of(DType.I32), Shape.scalar()));
        node.operands().forEach(operand -> variables.add(LoopVariable.of(operand.type())));
        node.results().stream()
                .skip(carries)
                .forEach(_ -> variables.add(new LoopVariable(DataTypes.VARIANT, Shape.scalar())));
        return variables;
    }

    private static TensorType element(TensorType sequence) {
        Shape shape = sequence.shape();
        return sequence.withShape(shape.slice(1, shape.rank()));
    }

    private Output list(TensorType element, long length) {
        return emitter.add(
                "TensorListReserve",
                builder -> builder.type("element_dtype", DataTypes.of(element.dtype())),
                emitter.sizes32(element.shape()),
                emitter.integer(length));
    }

    private static List<Output> placeholders(Emitter inner, List<LoopVariable> variables) {
        List<Output> inputs = new ArrayList<>();
        for (LoopVariable variable : variables) {
            inputs.add(
                    inner.add(
                            "Placeholder",
                            builder ->
                                    builder.type("dtype", variable.dataType())
                                            .shape("shape", variable.shape())));
        }
        return inputs;
    }

    private void defineCondition(String name, List<LoopVariable> variables, long length) {
        try (NativeGraph graph = new NativeGraph()) {
            Emitter inner = emitter.within(graph);
            List<Output> inputs = placeholders(inner, variables);
            Output more = inner.add("Less", inputs.getFirst(), inner.integer(length));
            emitter.define(name, graph, inputs, List.of(more));
        }
    }

    private void defineBody(
            String name, List<LoopVariable> variables, Op.Scan scan, int operandCount) {
        try (NativeGraph graph = new NativeGraph()) {
            Emitter inner = emitter.within(graph);
            List<Output> inputs = placeholders(inner, variables);
            Output step = inputs.getFirst();
            Output index =
                    scan.reverse()
                            ? inner.add("Sub", inner.integer(scan.length() - 1), step)
                            : step;
            List<Output> arguments = new ArrayList<>(inputs.subList(1, 1 + operandCount));
            for (int i = scan.carries(); i < scan.carries() + scan.sequences(); i++) {
                arguments.set(i, inner.add("GatherV2", arguments.get(i), index, inner.integer(0)));
            }
            List<Output> results = new Control(inner).inlined(scan.body(), arguments);
            List<Output> outputs = new ArrayList<>();
            outputs.add(inner.add("AddV2", step, inner.integer(1)));
            results.subList(0, scan.carries())
                    .forEach(carry -> outputs.add(inner.add("Identity", carry)));
            outputs.addAll(inputs.subList(1 + scan.carries(), 1 + operandCount));
            for (int i = scan.carries(); i < results.size(); i++) {
                Output list = inputs.get(1 + operandCount + i - scan.carries());
                outputs.add(inner.add("TensorListSetItem", list, index, results.get(i)));
            }
            emitter.define(name, graph, inputs, outputs);
        }
    }
}
