package io.steelyard.program.pass;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Puts the bodies of composites, and of calls without a recompute mark, in the place of their
 * nodes, and so on inside these bodies. The nodes of a body get the scope of the node it stands
 * for.
 *
 * @param keep which of the nodes of composites stay as they are; it sees the types of their
 *     operands
 */
public record ExpandComposites(Predicate<Node> keep) implements Pass {
    @Override
    public String name() {
        return "expand_composites";
    }

    @Override
    public Function apply(Function function) {
        Rewriter rewriter = new Rewriter(function);
        for (Node node : function.nodes()) {
            List<Value> operands = rewriter.map(node.operands());
            rewriter.replace(node.results(), expand(rewriter, node, operands, node.scope()));
        }
        return rewriter.finish();
    }

    private List<Value> expand(Rewriter rewriter, Node node, List<Value> operands, String scope) {
        Function body = body(node);
        return body == null
                ? rewriter.append(node, operands, scope)
                : inline(rewriter, body, operands, scope);
    }

    /** What takes the place of a node; null when it stays. */
    private @Nullable Function body(Node node) {
        if (node.op() instanceof Op.Composite composite && !keep.test(node)) {
            return composite.body();
        }
        return node.op() instanceof Op.Call call && !call.recompute() ? call.body() : null;
    }

    private List<Value> inline(
            Rewriter rewriter, Function body, List<Value> operands, String scope) {
        @Nullable Value[] here = new Value[body.valueCount()];
        for (int i = 0; i < operands.size(); i++) {
            here[body.inputs().get(i).value().id()] = operands.get(i);
        }
        for (Node node : body.nodes()) {
            List<Value> results = expand(rewriter, node, renamed(here, node.operands()), scope);
            for (int i = 0; i < results.size(); i++) {
                here[node.results().get(i).id()] = results.get(i);
            }
        }
        return renamed(here, body.outputs().stream().map(output -> output.value()).toList());
    }

    private static List<Value> renamed(@Nullable Value[] here, List<Value> values) {
        List<Value> renamed = new ArrayList<>();
        for (Value value : values) {
            renamed.add(here[value.id()]);
        }
        return renamed;
    }
}
