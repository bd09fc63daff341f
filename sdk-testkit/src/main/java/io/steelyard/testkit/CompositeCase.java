package io.steelyard.testkit;

import io.steelyard.autodiff.Gradients;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.program.pass.ExpandComposites;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A composite and data for it. Backends are held to the oracle with the composite whole and with
 * its decomposition, forward and backward; its own gradient rule is held to the gradient of its
 * decomposition.
 *
 * @param rule the operation
 * @param name of the case, unique for the rule's name
 * @param inputs the operands; derivatives are taken with respect to the floats among them
 * @param differentiable whether it has a gradient; an update of a parameter has none that is used
 */
public record CompositeCase(
        CompositeRule rule, String name, List<NdArray> inputs, boolean differentiable) {
    public CompositeCase {
        inputs = List.copyOf(inputs);
    }

    /** {@code operands -> results}, as one node. */
    public Function whole() {
        Recorder recorder = new Recorder(rule.name());
        return finish(recorder, recorder.applyComposite(rule, operands(recorder)));
    }

    /**
     * {@code operands and the gradient of the first result -> the gradient of each float operand},
     * by the rule of the composite where it has one. Its further results are auxiliary.
     */
    public Function gradient() {
        Recorder recorder = new Recorder(rule.name() + " gradient");
        List<Tensor> operands = operands(recorder);
        return gradient(recorder, operands, recorder.applyComposite(rule, operands));
    }

    /** As {@link #gradient}, of the decomposition. */
    public Function decomposedGradient() {
        Recorder recorder = new Recorder(rule.name() + " decomposed gradient");
        List<Tensor> operands = operands(recorder);
        return gradient(recorder, operands, rule.decompose(operands));
    }

    private Function gradient(Recorder recorder, List<Tensor> operands, List<Tensor> results) {
        Tensor first = results.getFirst();
        Tensor cotangent = recorder.input("gradient", first.type());
        List<Tensor> floats =
                operands.stream().filter(tensor -> tensor.dtype().isFloating()).toList();
        return finish(recorder, Gradients.of(List.of(first), List.of(cotangent), floats));
    }

    /** The composites that the case runs: its own, and those of its gradient. */
    public List<CompositeRule> rules() {
        Stream<Function> functions =
                differentiable ? Stream.of(whole(), gradient()) : Stream.of(whole());
        return functions
                .flatMap(function -> function.nodes().stream())
                .flatMap(
                        node ->
                                node.op() instanceof Op.Composite composite
                                        ? Stream.of(composite.rule())
                                        : Stream.empty())
                .distinct()
                .toList();
    }

    /** The inputs of the gradient functions. */
    public List<NdArray> gradientInputs() {
        TensorType type = whole().outputTypes().getFirst();
        List<NdArray> all = new ArrayList<>(inputs);
        all.add(CaseData.array(type, 77));
        return all;
    }

    /** A function without composites. */
    static Function expanded(Function function) {
        return new ExpandComposites(_ -> false).apply(function);
    }

    /** One of the functions as a case for backends. */
    OpCase backendCase(Function function, List<NdArray> data) {
        return new OpCase(rule.name(), name, DType.F32, function, data, Tolerance.BOUND);
    }

    private List<Tensor> operands(Recorder recorder) {
        List<Tensor> operands = new ArrayList<>();
        for (NdArray input : inputs) {
            operands.add(recorder.input("operand" + operands.size(), input.type()));
        }
        return operands;
    }

    private static Function finish(Recorder recorder, List<Tensor> results) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        results.forEach(result -> outputs.put("result" + outputs.size(), result));
        return recorder.finish(outputs);
    }

    /** Rule and name. */
    @Override
    public String toString() {
        return rule + ": " + name;
    }
}
