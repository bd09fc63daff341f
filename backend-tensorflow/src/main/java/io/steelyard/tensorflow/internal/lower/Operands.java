package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.tensor.Shape;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a function in the graph. What is broadcast stays small until someone wants it
 * whole: elementwise operations do not, since TensorFlow repeats their operands as it computes.
 */
final class Operands {
    private final Emitter emitter;
    private final Map<Integer, Output> values = new HashMap<>();
    private final Map<Integer, Small> broadcasts = new HashMap<>();

    /**
     * What a broadcast repeats.
     *
     * @param shape of as many axes as the result, or of its last ones; 1 where it is repeated
     */
    private record Small(Output output, Shape shape) {}

    Operands(Emitter emitter) {
        this.emitter = emitter;
    }

    /** Gives a value its place. */
    void bind(Value value, Output output) {
        values.put(value.id(), output);
    }

    /** Notes what a broadcast repeats; there are no results yet. */
    List<Output> repeat(Op.Broadcast broadcast, Node node, Output operand) {
        Shape from = node.operands().getFirst().type().shape();
        int rank = broadcast.shape().rank();
        boolean trailing = broadcast.axes().equals(Axes.range(rank - from.rank(), rank));
        Shape aligned = trailing ? from : Movement.aligned(broadcast.axes(), from, rank);
        broadcasts.put(
                node.result().id(),
                new Small(trailing ? operand : emitter.reshape(operand, aligned), aligned));
        return List.of();
    }

    /** A value in its full shape. */
    Output whole(Value value) {
        Output output = values.get(value.id());
        if (output != null) {
            return output;
        }
        Small small = broadcasts.get(value.id());
        if (small == null) {
            throw new IllegalStateException("Value " + value + " is used before it is defined.");
        }
        Output repeated =
                emitter.add("BroadcastTo", small.output(), emitter.sizes(value.type().shape()));
        bind(value, repeated);
        return repeated;
    }

    /** The operands of a node in their full shapes. */
    List<Output> whole(Node node) {
        return node.operands().stream().map(this::whole).toList();
    }

    /** The operands of a node, small as far as together they still have the shape of its result. */
    List<Output> repeatable(Node node) {
        List<Value> operands = node.operands();
        Shape result = node.result().type().shape();
        List<Output> outputs = new ArrayList<>();
        long[] covered = new long[result.rank()];
        operands.forEach(operand -> cover(covered, shape(operand)));
        boolean fits =
                Shape.of(covered).equals(result)
                        && operands.stream()
                                .anyMatch(operand -> shape(operand).rank() == result.rank());
        for (Value operand : operands) {
            Small small = broadcasts.get(operand.id());
            boolean stays = small != null && (fits || !operand.equals(operands.getFirst()));
            outputs.add(stays ? small.output() : whole(operand));
        }
        return outputs;
    }

    private Shape shape(Value value) {
        Small small = broadcasts.get(value.id());
        return small == null ? value.type().shape() : small.shape();
    }

    private static void cover(long[] covered, Shape shape) {
        int skipped = covered.length - shape.rank();
        for (int axis = 0; axis < covered.length; axis++) {
            long size = axis < skipped ? 1 : shape.size(axis - skipped);
            covered[axis] = covered[axis] == 0 || covered[axis] == 1 ? size : covered[axis];
        }
    }
}
