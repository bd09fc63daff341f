package io.steelyard.tensorflow.internal.lower;

import io.steelyard.composite.AdamWRule;
import io.steelyard.program.Binding;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.program.Value;
import io.steelyard.program.pass.Pass;
import io.steelyard.program.pass.Rewriter;
import io.steelyard.tensor.DType;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Marks the updates of AdamW that TensorFlow can do within variables, in one sweep each: those of
 * F32 whose parameter and moments are read from the entries that the results are written to, and
 * whose results nobody else wants.
 */
public record InPlaceUpdates() implements Pass {
    private static final int VARIABLES = 3;

    /** The rule of a node that was marked. */
    record InPlaceAdamWRule(AdamWRule rule) implements CompositeRule {
        @Override
        public String name() {
            return "adamw_in_place";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            return rule.decompose(operands);
        }
    }

    @Override
    public String name() {
        return "in_place_updates";
    }

    /** Whether a node was marked. */
    static boolean isMarked(Node node) {
        return node.op() instanceof Op.Composite composite
                && composite.rule() instanceof InPlaceAdamWRule;
    }

    /** The place of a parameter among the operands, and of its moments; results are in order. */
    static int variable(int result) {
        return result == 0 ? 0 : result + 1;
    }

    @Override
    public Function apply(Function function) {
        Map<Value, String> reads = new HashMap<>();
        function.reads().forEach(read -> reads.put(read.value(), read.name()));
        Map<Value, Set<String>> writes = new HashMap<>();
        function.writes()
                .forEach(
                        write ->
                                writes.computeIfAbsent(write.value(), _ -> new HashSet<>())
                                        .add(write.name()));
        Set<Value> wanted = new HashSet<>();
        function.outputs().stream().map(Binding::value).forEach(wanted::add);
        function.nodes().forEach(node -> wanted.addAll(node.operands()));
        Rewriter rewriter = new Rewriter(function);
        for (Node node : function.nodes()) {
            rewriter.copy(
                    node.op() instanceof Op.Composite(CompositeRule rule, Function body)
                                    && rule instanceof AdamWRule adamW
                                    && fits(node, reads, writes, wanted)
                            ? new Node(
                                    new Op.Composite(new InPlaceAdamWRule(adamW), body),
                                    node.operands(),
                                    node.results(),
                                    node.scope())
                            : node);
        }
        return rewriter.finish();
    }

    private static boolean fits(
            Node node,
            Map<Value, String> reads,
            Map<Value, Set<String>> writes,
            Set<Value> wanted) {
        for (int i = 0; i < VARIABLES; i++) {
            Value operand = node.operands().get(variable(i));
            Value result = node.results().get(i);
            String entry = reads.get(operand);
            if (operand.type().dtype() != DType.F32
                    || entry == null
                    || wanted.contains(result)
                    || !Set.of(entry).equals(writes.get(result))) {
                return false;
            }
        }
        return true;
    }
}
