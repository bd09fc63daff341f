package io.steelyard.program.pass;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;

import java.util.BitSet;
import java.util.List;

/**
 * Removes the nodes that no output and no write depends on. Inputs and state reads stay declared,
 * so that the function is called as before.
 */
public record DeadCode() implements Pass {
    @Override
    public String name() {
        return "dead_code";
    }

    @Override
    public Function apply(Function function) {
        BitSet needed = new BitSet();
        for (Binding binding : function.outputs()) {
            needed.set(binding.value().id());
        }
        for (Binding binding : function.writes()) {
            needed.set(binding.value().id());
        }
        List<Node> nodes = function.nodes();
        BitSet kept = new BitSet();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.results().stream().anyMatch(result -> needed.get(result.id()))) {
                kept.set(i);
                for (Value operand : node.operands()) {
                    needed.set(operand.id());
                }
            }
        }
        Rewriter rewriter = new Rewriter(function);
        kept.stream().forEach(i -> rewriter.copy(nodes.get(i)));
        return rewriter.finish();
    }
}
