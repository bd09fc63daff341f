package io.steelyard.program;

import java.util.Arrays;
import java.util.List;

/** How much memory the results of nodes take while a function runs in the order of its nodes. */
final class ActivationMemory {
    private final Function function;

    /**
     * By id: the value whose memory a value shares, itself for most; -1 for what is not a result.
     */
    private final int[] owners;

    /** By id of an owner: the index of the last node that uses its memory. */
    private final int[] lastUses;

    private ActivationMemory(Function function) {
        this.function = function;
        owners = new int[function.valueCount()];
        lastUses = new int[function.valueCount()];
        Arrays.fill(owners, -1);
        for (int index = 0; index < function.nodes().size(); index++) {
            record(function.nodes().get(index), index);
        }
        keepToTheEnd(function.outputs());
        keepToTheEnd(function.writes());
    }

    static long peakBytes(Function function) {
        return new ActivationMemory(function).peakBytes();
    }

    private void record(Node node, int index) {
        for (Value operand : node.operands()) {
            use(operand, index);
        }
        for (Value result : node.results()) {
            owners[result.id()] = owner(node, result);
            use(result, index);
        }
    }

    private int owner(Node node, Value result) {
        return switch (node.op()) {
            case Op.Constant _ -> -1;
            case Op.Reshape _, Op.Bitcast _, Op.StopGradient _ ->
                    owners[node.operands().getFirst().id()];
            case Op.Iota _,
                    Op.Convert _,
                    Op.Unary _,
                    Op.Binary _,
                    Op.Compare _,
                    Op.Select _,
                    Op.Transpose _,
                    Op.Broadcast _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Reverse _,
                    Op.Concat _,
                    Op.Take _,
                    Op.Scatter _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.DotGeneral _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvFilterGradient _,
                    Op.WindowReduce _,
                    Op.WindowMaxGradient _,
                    Op.Reduce _,
                    Op.TopK _,
                    Op.Scan _,
                    Op.Call _,
                    Op.RandomBits _,
                    Op.Composite _ ->
                    result.id();
        };
    }

    private void use(Value value, int index) {
        int owner = owners[value.id()];
        if (owner >= 0) {
            lastUses[owner] = index;
        }
    }

    /** What a node holds while it runs, besides its results. */
    private static long inside(Op op, long results) {
        // The results of a composite are among what its body holds at its end.
        if (op instanceof Op.Composite composite) {
            return Math.max(0, peakBytes(composite.body()) - results);
        }
        return op instanceof Op.Control control ? peakBytes(control.body()) : 0;
    }

    private void keepToTheEnd(List<Binding> bindings) {
        bindings.forEach(binding -> use(binding.value(), function.nodes().size()));
    }

    private long peakBytes() {
        long[] freed = new long[function.nodes().size() + 1];
        long alive = 0;
        long peak = 0;
        for (int index = 0; index < function.nodes().size(); index++) {
            Node node = function.nodes().get(index);
            long results = 0;
            for (Value result : node.results()) {
                if (owners[result.id()] == result.id()) {
                    results = Math.addExact(results, result.type().bytes());
                    freed[lastUses[result.id()]] += result.type().bytes();
                }
            }
            long needed = Math.addExact(results, inside(node.op(), results));
            peak = Math.max(peak, Math.addExact(alive, needed));
            alive = Math.addExact(alive, results) - freed[index];
        }
        return peak;
    }
}
