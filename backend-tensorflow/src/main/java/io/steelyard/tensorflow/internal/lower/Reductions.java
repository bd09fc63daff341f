package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;

/** What joins elements along axes, and what orders them. */
final class Reductions {
    private final Emitter emitter;
    private final Extremes extremes;

    Reductions(Emitter emitter) {
        this.emitter = emitter;
        extremes = new Extremes(emitter);
    }

    Output reduce(Op.Reduce reduce, Node node, Output x) {
        Output axes =
                emitter.integers(
                        reduce.axes().values().stream().mapToLong(Integer::longValue).toArray());
        DType dtype = node.operands().getFirst().type().dtype();
        return switch (reduce.kind()) {
            case SUM ->
                    isOverRows(reduce.axes(), node.operands().getFirst().type())
                            ? emitter.add("BiasAddGrad", x)
                            : emitter.add("Sum", x, axes);
            case MAX -> extremes.over("Max", dtype, x, axes);
            case MIN -> extremes.over("Min", dtype, x, axes);
            case AND -> emitter.add("All", x, axes);
            case OR -> emitter.add("Any", x, axes);
        };
    }

    /** Whether all axes but the last are summed, for which there is a faster operation. */
    private static boolean isOverRows(Axes axes, TensorType type) {
        int rank = type.shape().rank();
        return rank >= 2 && type.dtype() == DType.F32 && axes.equals(Axes.range(0, rank - 1));
    }

    /**
     * Floats are ordered by integers that are ordered as they are, NaN largest, 0 and -0 equal:
     * TensorFlow puts NaN anywhere.
     */
    List<Output> topK(Op.TopK topK, Node node, Output x) {
        TensorType type = node.operands().getFirst().type();
        Output keys = type.dtype().isFloating() ? keys(type.dtype(), x) : x;
        Operation sorted =
                emitter.operation(
                        "TopKV2",
                        builder -> builder.flag("sorted", true),
                        keys,
                        emitter.integer(topK.k()));
        Output indices = sorted.output(1);
        Output values =
                type.dtype().isFloating()
                        ? emitter.add(
                                "GatherV2",
                                builder -> builder.integer("batch_dims", type.shape().rank() - 1),
                                x,
                                indices,
                                emitter.integer(type.shape().rank() - 1))
                        : sorted.output(0);
        return List.of(values, indices);
    }

    /** Integers that are ordered as floats of a dtype are, NaN largest. */
    Output keys(DType dtype, Output x) {
        DType integers = dtype == DType.F64 ? DType.I64 : DType.I32;
        Output raw = emitter.bitcast(x, DataTypes.of(integers));
        long smallest = integers == DType.I64 ? Long.MIN_VALUE : Integer.MIN_VALUE;
        Output negativeZero = emitter.add("Equal", raw, emitter.wholeNumber(integers, smallest));
        Output bits = emitter.select(negativeZero, emitter.wholeNumber(integers, 0), raw);
        long largest = integers == DType.I64 ? Long.MAX_VALUE : Integer.MAX_VALUE;
        Output top = emitter.wholeNumber(integers, largest);
        Output negative = emitter.add("Less", bits, emitter.wholeNumber(integers, 0));
        Output ordered = emitter.select(negative, emitter.add("BitwiseXor", bits, top), bits);
        return emitter.select(emitter.add("IsNan", x), top, ordered);
    }
}
