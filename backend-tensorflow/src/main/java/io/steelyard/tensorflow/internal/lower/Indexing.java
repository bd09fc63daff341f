package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;
import java.util.stream.LongStream;

/** What reads and writes where indices say; they clamp. */
final class Indexing {
    private final Emitter emitter;

    Indexing(Emitter emitter) {
        this.emitter = emitter;
    }

    Output take(Op.Take take, Node node, List<Output> operands) {
        Output indices = clamped(operands.get(1), shape(node, 0).size(take.axis()) - 1);
        return emitter.add("GatherV2", operands.get(0), indices, emitter.integer(take.axis()));
    }

    /** Over the first axis, to which the one that is meant is brought. */
    Output scatter(Op.Scatter scatter, Node node, List<Output> operands) {
        Shape data = shape(node, 0);
        Shape indexShape = shape(node, 1);
        int axis = scatter.axis();
        long count = indexShape.elements();
        if (node.result().type().elements() == 0 || count == 0) {
            return operands.get(0);
        }
        long before = data.slice(0, axis).elements();
        long size = data.size(axis);
        long after = data.slice(axis + 1, data.rank()).elements();
        // [a.., n, b..] -> [n, a, b]
        Output rows =
                emitter.transpose(
                        emitter.reshape(operands.get(0), Shape.of(before, size, after)), 1, 0, 2);
        Output updates =
                emitter.transpose(
                        emitter.reshape(operands.get(2), Shape.of(before, count, after)), 1, 0, 2);
        Output indices = emitter.reshape(clamped(operands.get(1), size - 1), Shape.of(count, 1));
        Output joined =
                switch (scatter.kind()) {
                    case ADD -> emitter.add("TensorScatterAdd", rows, indices, updates);
                    case MAX -> largest(node.result().type().dtype(), rows, indices, updates);
                    case SET -> emitter.add("TensorScatterUpdate", rows, indices, updates);
                };
        return emitter.reshape(emitter.transpose(joined, 1, 0, 2), data);
    }

    /** And NaN where any is: TensorFlow's kernel passes over it. */
    private Output largest(DType dtype, Output rows, Output indices, Output updates) {
        Output largest = emitter.add("TensorScatterMax", rows, indices, updates);
        if (!dtype.isFloating()) {
            return largest;
        }
        Output missing =
                emitter.add(
                        "TensorScatterMax",
                        emitter.cast(emitter.add("IsNan", rows), DType.I32),
                        indices,
                        emitter.cast(emitter.add("IsNan", updates), DType.I32));
        return emitter.select(
                emitter.cast(missing, DType.BOOL), emitter.number(dtype, Double.NaN), largest);
    }

    Output dynamicSlice(Op.DynamicSlice slice, Node node, List<Output> operands) {
        Output starts = starts(shape(node, 0), slice.sizes(), operands.get(1));
        return emitter.add("Slice", operands.get(0), starts, emitter.sizes32(slice.sizes()));
    }

    Output dynamicUpdateSlice(Node node, List<Output> operands) {
        Shape data = shape(node, 0);
        Shape update = shape(node, 1);
        if (update.elements() == 0) {
            return operands.get(0);
        }
        if (data.rank() == 0) {
            return operands.get(1);
        }
        Output starts = starts(data, update, operands.get(2));
        if (emitter.isCompiled()) {
            // XLA takes the other operation only with places that are known when it compiles.
            return emitter.add("XlaDynamicUpdateSlice", operands.get(0), operands.get(1), starts);
        }
        Output ends = emitter.add("AddV2", starts, emitter.sizes32(update));
        Output strides =
                emitter.integers32(LongStream.generate(() -> 1).limit(data.rank()).toArray());
        return emitter.add(
                "TensorStridedSliceUpdate",
                operands.get(0),
                starts,
                ends,
                strides,
                operands.get(1));
    }

    /** I32 {@code [rank]}, so that the part lies inside. */
    private Output starts(Shape data, Shape part, Output starts) {
        long[] largest = new long[data.rank()];
        for (int axis = 0; axis < largest.length; axis++) {
            largest[axis] = data.size(axis) - part.size(axis);
        }
        Output bounded = emitter.add("Minimum", starts, emitter.integers32(largest));
        return emitter.add("Maximum", bounded, emitter.integer(0));
    }

    private Output clamped(Output indices, long largest) {
        Output bounded = emitter.add("Minimum", indices, emitter.wholeNumber(DType.I32, largest));
        return emitter.add("Maximum", bounded, emitter.integer(0));
    }

    private static Shape shape(Node node, int operand) {
        return node.operands().get(operand).type().shape();
    }
}
