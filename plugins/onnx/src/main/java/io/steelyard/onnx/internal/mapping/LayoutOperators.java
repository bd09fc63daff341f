package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that move elements to places known when the graph is recorded. */
final class LayoutOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "Concat", LayoutOperators::concat,
                    "Slice", LayoutOperators::slice,
                    "Transpose", LayoutOperators::transpose);

    private LayoutOperators() {}

    private static List<OnnxValue> concat(NodeCall node) {
        OnnxValue first = node.input(0);
        Tensor[] others =
                IntStream.range(1, node.inputCount()).mapToObj(node::tensor).toArray(Tensor[]::new);
        // The attribute is required from version 4 on and was 1 by default before.
        int axis = Math.toIntExact(node.integer("axis", 1));
        return List.of(first.with(first.tensor().concat(axis, others)));
    }

    private static List<OnnxValue> transpose(NodeCall node) {
        OnnxValue data = node.input(0);
        int rank = data.tensor().rank();
        List<Long> given = node.integers("perm");
        int[] permutation =
                given.isEmpty()
                        ? IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray()
                        : given.stream().mapToInt(Math::toIntExact).toArray();
        return List.of(data.with(data.tensor().transpose(permutation)));
    }

    /**
     * Bounds count from the end where they are negative and clamp into the axis, as those of a
     * slice in Python do.
     */
    private static List<OnnxValue> slice(NodeCall node) {
        OnnxValue data = node.input(0);
        boolean asAttributes = node.opset() < 10;
        long[] starts = asAttributes ? attribute(node, "starts") : node.knownIntegers(1);
        long[] ends = asAttributes ? attribute(node, "ends") : node.knownIntegers(2);
        long[] axes =
                asAttributes
                        ? attribute(node, "axes")
                        : node.has(3) ? node.knownIntegers(3) : new long[0];
        if (axes.length == 0) {
            axes = LongStream.range(0, starts.length).toArray();
        }
        long[] steps = new long[starts.length];
        Arrays.fill(steps, 1);
        if (!asAttributes && node.has(4)) {
            steps = node.knownIntegers(4);
        }
        Tensor part = data.tensor();
        for (int i = 0; i < axes.length; i++) {
            part = slice(node, part, Math.toIntExact(axes[i]), starts[i], ends[i], steps[i]);
        }
        return List.of(data.with(part));
    }

    private static long[] attribute(NodeCall node, String name) {
        return node.integers(name).stream().mapToLong(Long::longValue).toArray();
    }

    private static Tensor slice(
            NodeCall node, Tensor data, int axis, long start, long end, long step) {
        long size = data.size(axis);
        if (step > 0) {
            long from = Math.clamp(fromFront(start, size), 0, size);
            long limit = Math.clamp(fromFront(end, size), from, size);
            return cut(data, data.axis(axis), from, limit, step);
        }
        if (step == 0) {
            throw node.refused("a step is 0; accepted are steps that move");
        }
        // Backwards: places are counted from the end of the axis, where its reverse begins.
        long from = size - 1 - Math.clamp(fromFront(start, size), Math.min(0, size - 1), size - 1);
        long limit = size - 1 - Math.clamp(fromFront(end, size), -1, size - 1 - from);
        int at = data.axis(axis);
        return cut(data.reverse(at), at, from, limit, -step);
    }

    private static long fromFront(long bound, long size) {
        return bound < 0 ? bound + size : bound;
    }

    private static Tensor cut(Tensor data, int axis, long from, long limit, long step) {
        List<Op.Span> spans =
                IntStream.range(0, data.rank())
                        .mapToObj(
                                i ->
                                        i == axis
                                                ? new Op.Span(from, limit, step)
                                                : new Op.Span(0, data.size(i), 1))
                        .toList();
        return data.recorder().apply(new Op.Slice(spans), data);
    }
}
