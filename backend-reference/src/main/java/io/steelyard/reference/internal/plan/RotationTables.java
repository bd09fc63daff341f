package io.steelyard.reference.internal.plan;

import io.steelyard.composite.Composites;
import io.steelyard.composite.RopeRule;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.program.pass.Pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts {@code rope} into its cosines and sines, which are primitives, and the rotation by them,
 * which has a kernel: so all layers, queries and keys, forward and backward, share one table.
 */
final class RotationTables implements Pass {
    /**
     * The rotation: operands x {@code [batch, time, heads, headDim]} and cosines and sines {@code
     * [batch or 1, time, 1, rotated / 2]}.
     */
    record RotationRule(RopeRule rope) implements CompositeRule {
        @Override
        public String name() {
            return "rope_rotation";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            return List.of(rope.turned(operands.getFirst(), operands.get(1), operands.get(2)));
        }
    }

    /** As {@link RopeRule}, from tables; not kept, so that its parts take its place. */
    private record PartedRule(RopeRule rope) implements CompositeRule {
        @Override
        public String name() {
            return rope.name();
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            Tensor angles = rope.angles(operands.getFirst(), operands.get(1));
            return List.of(
                    Composites.one(
                            new RotationRule(rope),
                            operands.getFirst(),
                            angles.cos(),
                            angles.sin()));
        }
    }

    @Override
    public String name() {
        return "rotation_tables";
    }

    @Override
    public Function apply(Function function) {
        List<Node> nodes = function.nodes().stream().map(RotationTables::parted).toList();
        return nodes.equals(function.nodes())
                ? function
                : new Function(
                        function.name(),
                        function.inputs(),
                        function.reads(),
                        nodes,
                        function.outputs(),
                        function.writes());
    }

    private static Node parted(Node node) {
        if (!(node.op() instanceof Op.Composite composite
                && composite.rule() instanceof RopeRule rope
                && Support.keeps(node))) {
            return node;
        }
        PartedRule rule = new PartedRule(rope);
        Recorder body = new Recorder(rule.name());
        List<Tensor> inputs = new ArrayList<>();
        node.operands()
                .forEach(value -> inputs.add(body.input("operand" + inputs.size(), value.type())));
        Map<String, Tensor> results = Map.of("result0", rule.decompose(inputs).getFirst());
        return new Node(
                new Op.Composite(rule, body.finish(new LinkedHashMap<>(results))),
                node.operands(),
                node.results(),
                node.scope());
    }
}
