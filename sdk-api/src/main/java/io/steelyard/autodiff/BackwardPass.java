package io.steelyard.autodiff;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One sweep over the recorded nodes, newest first, that carries the gradient of each value to the
 * operands of the node that made it.
 */
final class BackwardPass {
    private final Recorder recorder;
    private final int firstNode;
    private final Map<Integer, Tensor> gradients = new HashMap<>();

    /** A sweep that goes back to, and includes, the node with the given position. */
    BackwardPass(Recorder recorder, int firstNode) {
        this.recorder = recorder;
        this.firstNode = firstNode;
    }

    List<Tensor> run(List<Tensor> outputs, List<Tensor> cotangents, List<Tensor> wrt) {
        // The rules append nodes while the sweep runs; only those recorded before take part in it.
        List<Node> nodes =
                List.copyOf(recorder.nodes().subList(firstNode, recorder.nodes().size()));
        Set<Integer> relevant = dependents(nodes, wrt);
        for (int i = 0; i < outputs.size(); i++) {
            accumulate(outputs.get(i).value(), cotangents.get(i));
        }
        for (Node node : nodes.reversed()) {
            boolean reached =
                    node.results().stream().anyMatch(value -> gradients.containsKey(value.id()));
            if (reached
                    && node.operands().stream().anyMatch(value -> relevant.contains(value.id()))) {
                recorder.scope(node.scope());
                List<@Nullable Tensor> contributions = contributions(node, relevant);
                for (int i = 0; i < contributions.size(); i++) {
                    Tensor contribution = contributions.get(i);
                    Value operand = node.operands().get(i);
                    if (contribution != null && relevant.contains(operand.id())) {
                        accumulate(operand, contribution);
                    }
                }
            }
        }
        List<Tensor> results = new ArrayList<>();
        for (Tensor tensor : wrt) {
            Tensor gradient = gradients.get(tensor.value().id());
            results.add(gradient == null ? tensor.filled(0) : gradient);
        }
        return results;
    }

    /** The ids of float values that depend on one of the tensors, those themselves included. */
    private static Set<Integer> dependents(List<Node> nodes, List<Tensor> wrt) {
        Set<Integer> ids = new HashSet<>();
        wrt.forEach(tensor -> ids.add(tensor.value().id()));
        for (Node node : nodes) {
            if (node.op() instanceof Op.StopGradient) {
                continue;
            }
            if (node.operands().stream().anyMatch(operand -> ids.contains(operand.id()))) {
                for (Value result : node.results()) {
                    if (result.type().dtype().isFloating()) {
                        ids.add(result.id());
                    }
                }
            }
        }
        return ids;
    }

    private void accumulate(Value value, Tensor contribution) {
        gradients.merge(value.id(), contribution, Tensor::add);
    }

    private List<@Nullable Tensor> contributions(Node node, Set<Integer> relevant) {
        List<Tensor> operands = node.operands().stream().map(recorder::tensor).toList();
        if (node.op() instanceof Op.Composite composite) {
            return composite(composite, node, operands);
        }
        if (node.op() instanceof Op.Control control) {
            List<Boolean> wanted =
                    node.operands().stream().map(value -> relevant.contains(value.id())).toList();
            return switch (control) {
                case Op.Call call when call.recompute() ->
                        RecomputeGradient.apply(call, operands, wanted, incoming(node));
                case Op.Call call -> throughBody(call.body(), operands, incoming(node));
                case Op.Scan scan ->
                        new ScanGradient(recorder, node, scan, wanted).apply(incoming(node));
            };
        }
        Tensor gradient = Objects.requireNonNull(gradients.get(node.results().getFirst().id()));
        List<Tensor> results = node.results().stream().map(recorder::tensor).toList();
        return GradientRules.apply(node.op(), operands, results, gradient);
    }

    /** The gradient of each result of a node; null for a result that does not reach the loss. */
    private List<@Nullable Tensor> incoming(Node node) {
        List<@Nullable Tensor> incoming = new ArrayList<>();
        for (Value result : node.results()) {
            incoming.add(gradients.get(result.id()));
        }
        return incoming;
    }

    private List<@Nullable Tensor> composite(
            Op.Composite composite, Node node, List<Tensor> operands) {
        List<Tensor> results = node.results().stream().map(recorder::tensor).toList();
        List<@Nullable Tensor> incoming = incoming(node);
        var rule = composite.rule().gradientRule();
        if (rule.isPresent()) {
            List<@Nullable Tensor> contributions = rule.get().apply(operands, results, incoming);
            if (!contributions.isEmpty()) {
                return contributions;
            }
        }
        return throughBody(composite.body(), operands, incoming);
    }

    /**
     * Records the body in place once more and differentiates that. Where the composite or call is
     * expanded later, common subexpression elimination joins the two copies.
     */
    private List<@Nullable Tensor> throughBody(
            Function body, List<Tensor> operands, List<@Nullable Tensor> incoming) {
        int start = recorder.nodes().size();
        List<Tensor> results = recorder.inline(body, operands);
        List<Tensor> reached = new ArrayList<>();
        List<Tensor> cotangents = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Tensor gradient = incoming.get(i);
            if (gradient != null) {
                reached.add(results.get(i));
                cotangents.add(gradient);
            }
        }
        List<Tensor> distinct =
                operands.stream().filter(tensor -> tensor.dtype().isFloating()).distinct().toList();
        List<Tensor> found = new BackwardPass(recorder, start).run(reached, cotangents, distinct);
        List<@Nullable Tensor> contributions = new ArrayList<>();
        Set<Tensor> given = new HashSet<>();
        for (Tensor operand : operands) {
            // A tensor that stands twice among the operands gets its whole gradient once.
            boolean first = operand.dtype().isFloating() && given.add(operand);
            contributions.add(first ? found.get(distinct.indexOf(operand)) : null);
        }
        return contributions;
    }
}
