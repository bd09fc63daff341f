package io.steelyard.program;

import io.steelyard.tensor.TensorType;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function costs, weighed before it runs. The figures belong to the program, not to a
 * machine: each operation reads its operands from memory and writes its result there. A backend
 * that fuses operations moves fewer bytes and needs less memory; the arithmetic stays the same.
 *
 * @param total of all nodes
 * @param stateBytes of the state entries that the function reads or writes, each counted once: the
 *     parameters, and for a training step the slots of the optimizer too
 * @param peakActivationBytes the most that results of nodes take at one time, when each lives from
 *     its node to its last use, in the order of the nodes. Inputs, state and constants come on top;
 *     a reshape, bitcast or stop_gradient shares the memory of its operand
 * @param scopes what the nodes of each scope cost together: the most arithmetic first, then the
 *     most bytes, then by path
 */
public record CostModel(
        Cost total, long stateBytes, long peakActivationBytes, List<ScopeCost> scopes) {
    /**
     * The part of one scope.
     *
     * @param scope the path, as nodes carry it
     * @param cost of its nodes, those of scopes below it not among them
     * @param nodes how many it has; a composite is one
     */
    public record ScopeCost(String scope, Cost cost, int nodes) {
        private ScopeCost plus(ScopeCost other) {
            return new ScopeCost(scope, cost.plus(other.cost), nodes + other.nodes);
        }
    }

    public CostModel {
        scopes = List.copyOf(scopes);
    }

    /** Weighs a function. */
    public static CostModel of(Function function) {
        Cost total = Cost.zero();
        Map<String, ScopeCost> scopes = new LinkedHashMap<>();
        for (Node node : function.nodes()) {
            Cost cost = of(node);
            total = total.plus(cost);
            scopes.merge(node.scope(), new ScopeCost(node.scope(), cost, 1), ScopeCost::plus);
        }
        Comparator<ScopeCost> order =
                Comparator.comparingLong((ScopeCost part) -> part.cost().floatingPointOperations())
                        .thenComparingLong(
                                part -> part.cost().bytesRead() + part.cost().bytesWritten())
                        .reversed()
                        .thenComparing(ScopeCost::scope);
        return new CostModel(
                total,
                stateBytes(function),
                ActivationMemory.peakBytes(function),
                scopes.values().stream().sorted(order).toList());
    }

    private static long stateBytes(Function function) {
        Map<String, TensorType> entries = new HashMap<>();
        function.reads().forEach(read -> entries.put(read.name(), read.value().type()));
        function.writes().forEach(write -> entries.put(write.name(), write.value().type()));
        return entries.values().stream().mapToLong(TensorType::bytes).sum();
    }

    /**
     * What one node costs.
     *
     * <p>Arithmetic: {@code dot_general} counts 2 for each product, that is {@code 2 * batch * m *
     * n * k}; a convolution and its gradients likewise, padding included; {@code reduce} and {@code
     * top_k} 1 for each element of its operand; {@code scatter} (add, max) 1 for each element of
     * the updates; an elementwise operation 1 for each element of its result, a transcendental
     * function no more than an addition. Nothing is counted where no float takes part, nor for
     * operations that only move elements.
     *
     * <p>Memory: each operand is read and the result is written once, whole. {@code slice}, {@code
     * take} and {@code dynamic_slice} read only what they select; {@code reshape}, {@code bitcast}
     * and {@code stop_gradient} move nothing, and a constant is there already. A composite or call
     * costs what its body costs, a scan that for each step.
     */
    public static Cost of(Node node) {
        return switch (node.op()) {
            case Op.Constant _, Op.Reshape _, Op.Bitcast _, Op.StopGradient _ -> Cost.zero();
            case Op.Convert _, Op.Unary _, Op.Binary _, Op.Compare _, Op.Select _ ->
                    whole(node, node.result().type().elements());
            case Op.Iota _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.DynamicUpdateSlice _,
                    Op.RandomBits _ ->
                    whole(node, 0);
            case Op.Slice _, Op.Take _, Op.DynamicSlice _ -> selected(node);
            case Op.Scatter scatter ->
                    whole(
                            node,
                            scatter.kind() == ScatterKind.SET ? 0 : operand(node, 2).elements());
            case Op.DotGeneral dot -> whole(node, dotGeneral(dot, node));
            case Op.Conv _ -> whole(node, products(node.result().type(), operand(node, 1)));
            case Op.ConvInputGradient _ ->
                    whole(node, products(operand(node, 0), operand(node, 1)));
            case Op.ConvFilterGradient _ ->
                    whole(node, products(operand(node, 1), node.result().type()));
            case Op.WindowReduce reduce ->
                    whole(node, taps(node.result().type(), reduce.windows()));
            case Op.WindowMaxGradient gradient ->
                    whole(node, taps(operand(node, 1), gradient.windows()));
            case Op.Reduce _ -> whole(node, operand(node, 0).elements());
            case Op.TopK _ -> whole(node, operand(node, 0).elements());
            case Op.Scan scan -> of(scan.body().nodes()).times(scan.length());
            case Op.Call call -> of(call.body().nodes());
            case Op.Composite composite -> of(composite.body().nodes());
        };
    }

    private static Cost of(List<Node> nodes) {
        Cost total = Cost.zero();
        for (Node node : nodes) {
            total = total.plus(of(node));
        }
        return total;
    }

    private static long dotGeneral(Op.DotGeneral dot, Node node) {
        long contracted = 1;
        for (int axis : dot.leftContract().values()) {
            contracted = Math.multiplyExact(contracted, operand(node, 0).shape().size(axis));
        }
        long products = Math.multiplyExact(node.result().type().elements(), contracted);
        return Math.multiplyExact(2, products);
    }

    /** Two for each element of a convolution's result, tap and channel of its group. */
    private static long products(TensorType result, TensorType filter) {
        long outputs = Math.max(1, filter.shape().size(-1));
        long perElement = filter.elements() / outputs;
        return Math.multiplyExact(2, Math.multiplyExact(result.elements(), perElement));
    }

    private static long taps(TensorType result, List<Op.Window> windows) {
        long taps = 1;
        for (Op.Window window : windows) {
            taps = Math.multiplyExact(taps, window.size());
        }
        return Math.multiplyExact(result.elements(), taps);
    }

    private static Cost whole(Node node, long operations) {
        boolean floating =
                node.result().type().dtype().isFloating()
                        || node.operands().stream()
                                .anyMatch(operand -> operand.type().dtype().isFloating());
        return new Cost(floating ? operations : 0, bytes(node.operands()), bytes(node.results()));
    }

    /** The first operand is read where the result comes from, the others are read whole. */
    private static Cost selected(Node node) {
        long result = bytes(node.results());
        List<Value> indices = node.operands().subList(1, node.operands().size());
        return new Cost(0, Math.addExact(result, bytes(indices)), result);
    }

    private static TensorType operand(Node node, int position) {
        return node.operands().get(position).type();
    }

    private static long bytes(List<Value> values) {
        return values.stream().mapToLong(value -> value.type().bytes()).reduce(0, Math::addExact);
    }
}
