package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Binding;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.program.Value;
import io.steelyard.program.pass.Pass;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives to kernels what they can do on the way: a matrix product adds the bias row that follows it,
 * AdamW scales its gradient, and parts that are padded to be added are written side by side, so
 * that none takes a pass over memory of its own.
 */
final class KernelFolding implements Pass {
    private static final int MOST_PARTS = 8;

    /** A product whose only reader adds a row: operands left, right and bias {@code [n]}. */
    record BiasedProductRule(Op.DotGeneral product) implements CompositeRule {
        @Override
        public String name() {
            return "dot_general_bias";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            Tensor left = operands.getFirst();
            return List.of(
                    left.recorder().apply(product, left, operands.get(1)).add(operands.get(2)));
        }
    }

    /** AdamW on a scaled gradient: the operands of AdamW, then the scale F32 {@code []}. */
    record ScaledAdamWRule(AdamWRule update) implements CompositeRule {
        @Override
        public String name() {
            return "adamw_scaled";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            List<Tensor> scaled = new ArrayList<>(operands.subList(0, 6));
            scaled.set(1, operands.get(1).mul(operands.get(6)));
            return update.decompose(scaled);
        }
    }

    @Override
    public String name() {
        return "kernel_folding";
    }

    @Override
    public Function apply(Function function) {
        return new Search(function).fold();
    }

    /** One run of the pass. */
    private static final class Search {
        private final Function function;
        private final @Nullable Node[] producers;
        private final int[] uses;
        private final Set<Integer> folded = new TreeSet<>();

        Search(Function function) {
            this.function = function;
            producers = new Node[function.valueCount()];
            uses = new int[function.valueCount()];
            for (Node node : function.nodes()) {
                node.results().forEach(result -> producers[result.id()] = node);
                node.operands().forEach(operand -> uses[operand.id()]++);
            }
            for (Binding binding : function.outputs()) {
                uses[binding.value().id()]++;
            }
            for (Binding binding : function.writes()) {
                uses[binding.value().id()]++;
            }
        }

        Function fold() {
            List<Node> nodes = new ArrayList<>();
            for (Node node : function.nodes()) {
                nodes.add(folded(node));
            }
            if (folded.isEmpty()) {
                return function;
            }
            nodes.removeIf(node -> folded.contains(node.result().id()));
            return new Function(
                    function.name(),
                    function.inputs(),
                    function.reads(),
                    nodes,
                    function.outputs(),
                    function.writes());
        }

        private Node folded(Node node) {
            if (node.op() instanceof Op.Binary(BinaryKind kind) && kind == BinaryKind.ADD) {
                Node left = biased(node, 0);
                Node biased = left == null ? biased(node, 1) : left;
                return biased == null ? joined(node) : biased;
            }
            return node.op() instanceof Op.Composite composite
                            && composite.rule() instanceof AdamWRule rule
                    ? scaled(node, rule)
                    : node;
        }

        /** The sum as a product with a bias, when the operand on one side is a product. */
        private @Nullable Node biased(Node sum, int side) {
            Value product = sum.operands().get(side);
            Node dot = producers[product.id()];
            Node row = producers[sum.operands().get(1 - side).id()];
            if (dot == null
                    || row == null
                    || uses[product.id()] != 1
                    || !(dot.op() instanceof Op.DotGeneral op)
                    || !(row.op() instanceof Op.Broadcast broadcast)
                    || product.type().dtype() != DType.F32) {
                return null;
            }
            Value bias = row.operands().getFirst();
            int last = product.type().shape().rank() - 1;
            Value right = dot.operands().get(1);
            int free =
                    right.type().shape().rank()
                            - op.rightBatch().count()
                            - op.rightContract().count();
            if (free != 1
                    || bias.type().shape().rank() != 1
                    || broadcast.axes().get(0) != last
                    || bias.type().elements() != product.type().shape().size(last)
                    || dot.operands().getFirst().type().elements() == 0) {
                return null;
            }
            folded.add(product.id());
            return node(
                    new BiasedProductRule(op),
                    List.of(dot.operands().getFirst(), right, bias),
                    sum);
        }

        /**
         * A sum of parts that were each padded with zeros to the whole, as their concatenation: the
         * gradient of a tensor that was cut into slices. A part's -0 stays -0.
         */
        private Node joined(Node sum) {
            List<Node> pads = new ArrayList<>();
            List<Integer> removed = new ArrayList<>();
            if (!collect(sum, pads, removed) || pads.size() < 2) {
                return sum;
            }
            int axis = paddedAxis(pads.getFirst());
            if (axis < 0 || pads.stream().anyMatch(pad -> paddedAxis(pad) != axis)) {
                return sum;
            }
            pads.sort(Comparator.comparingLong(pad -> low(pad, axis)));
            long at = 0;
            for (Node pad : pads) {
                if (low(pad, axis) != at) {
                    return sum;
                }
                at += pad.operands().getFirst().type().shape().size(axis);
            }
            if (at != sum.result().type().shape().size(axis)) {
                return sum;
            }
            folded.addAll(removed);
            return new Node(
                    new Op.Concat(axis),
                    pads.stream().map(pad -> pad.operands().getFirst()).toList(),
                    sum.results(),
                    sum.scope());
        }

        /** Gathers the padded parts of a sum of sums; false when it has other parts. */
        private boolean collect(Node sum, List<Node> pads, List<Integer> removed) {
            for (Value operand : sum.operands()) {
                Node part = producers[operand.id()];
                if (part == null || uses[operand.id()] != 1 || pads.size() == MOST_PARTS) {
                    return false;
                }
                removed.add(operand.id());
                if (part.op() instanceof Op.Pad && isZero(part.operands().get(1))) {
                    pads.add(part);
                } else if (!(part.op() instanceof Op.Binary(BinaryKind kind))
                        || kind != BinaryKind.ADD
                        || !collect(part, pads, removed)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isZero(Value filler) {
            Node node = producers[filler.id()];
            return node != null
                    && node.op() instanceof Op.Constant(NdArray value)
                    && value.get(0) == 0;
        }

        /** The only axis that is padded, on its outside; -1 when there is no such axis. */
        private static int paddedAxis(Node node) {
            int padded = -1;
            if (node.op() instanceof Op.Pad pad) {
                for (int axis = 0; axis < pad.paddings().size(); axis++) {
                    Op.Padding padding = pad.paddings().get(axis);
                    if (padding.low() == 0 && padding.high() == 0 && padding.interior() == 0) {
                        continue;
                    }
                    if (padded >= 0 || padding.interior() != 0) {
                        return -1;
                    }
                    padded = axis;
                }
            }
            return padded;
        }

        private static long low(Node node, int axis) {
            return node.op() instanceof Op.Pad pad ? pad.paddings().get(axis).low() : 0;
        }

        private Node scaled(Node update, AdamWRule rule) {
            Value gradient = update.operands().get(1);
            Node product = producers[gradient.id()];
            if (product == null
                    || uses[gradient.id()] != 1
                    || !(product.op() instanceof Op.Binary(BinaryKind kind))
                    || kind != BinaryKind.MUL) {
                return update;
            }
            for (int side = 0; side < 2; side++) {
                Node scale = producers[product.operands().get(side).id()];
                if (scale != null
                        && scale.op() instanceof Op.Broadcast
                        && scale.operands().getFirst().type().shape().rank() == 0) {
                    List<Value> operands = new ArrayList<>(update.operands());
                    operands.set(1, product.operands().get(1 - side));
                    operands.add(scale.operands().getFirst());
                    folded.add(gradient.id());
                    return node(new ScaledAdamWRule(rule), operands, update);
                }
            }
            return update;
        }

        private static Node node(CompositeRule rule, List<Value> operands, Node replaced) {
            return new Node(
                    composite(rule, operands), operands, replaced.results(), replaced.scope());
        }
    }

    /** A composite of operands like these, with what it stands for. */
    static Op.Composite composite(CompositeRule rule, List<Value> operands) {
        Recorder body = new Recorder(rule.name());
        List<Tensor> inputs = new ArrayList<>();
        for (Value operand : operands) {
            inputs.add(body.input("operand" + inputs.size(), operand.type()));
        }
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (Tensor result : rule.decompose(inputs)) {
            results.put("result" + results.size(), result);
        }
        return new Op.Composite(rule, body.finish(results));
    }
}
