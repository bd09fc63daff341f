package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Operators that join the elements along axes. */
final class ReductionOperators {
    /** The version from which the axes of all reductions are an input. */
    private static final int AXES_ARE_AN_INPUT = 18;

    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "ReduceMean", node -> reduce(node, AXES_ARE_AN_INPUT, Tensor::mean),
                    "ReduceSum", node -> reduce(node, 13, Tensor::sum),
                    "ReduceMax", node -> reduce(node, AXES_ARE_AN_INPUT, Tensor::reduceMax),
                    "ReduceMin", node -> reduce(node, AXES_ARE_AN_INPUT, Tensor::reduceMin),
                    "CumSum", ReductionOperators::cumulativeSum);

    private ReductionOperators() {}

    private static List<OnnxValue> reduce(
            NodeCall node, int axesAreAnInput, BiFunction<Tensor, int[], Tensor> function) {
        OnnxValue data = node.input(0);
        Tensor elements = data.tensor();
        int[] axes = axes(node, axesAreAnInput);
        if (axes.length == 0 && node.flag("noop_with_empty_axes")) {
            return List.of(data.with(elements));
        }
        if (axes.length == 0) {
            axes = IntStream.range(0, elements.rank()).toArray();
        }
        Tensor reduced = function.apply(elements, axes);
        if (node.integer("keepdims", 1) != 0) {
            Shape kept = elements.shape();
            for (int axis : axes) {
                kept = kept.with(axis, 1);
            }
            reduced = reduced.reshape(kept);
        }
        return List.of(data.with(reduced));
    }

    private static int[] axes(NodeCall node, int axesAreAnInput) {
        if (node.opset() < axesAreAnInput) {
            return node.integers("axes").stream().mapToInt(Math::toIntExact).toArray();
        }
        return node.has(1)
                ? Arrays.stream(node.knownIntegers(1)).mapToInt(Math::toIntExact).toArray()
                : new int[0];
    }

    /**
     * By doubling: after the pass with distance d each element is the sum of the 2d elements that
     * end at it (Hillis and Steele 1986, "Data parallel algorithms").
     */
    private static List<OnnxValue> cumulativeSum(NodeCall node) {
        OnnxValue x = node.input(0);
        boolean reverse = node.flag("reverse");
        int axis = x.tensor().axis(Math.toIntExact(node.knownIntegers(1)[0]));
        Tensor sum = node.flag("exclusive") ? moved(x.tensor(), axis, 1, reverse) : x.tensor();
        for (long distance = 1; distance < sum.size(axis); distance *= 2) {
            sum = sum.add(moved(sum, axis, distance, reverse));
        }
        return List.of(x.with(sum));
    }

    /** Elements moved along an axis, zeros entering where none comes from. */
    private static Tensor moved(Tensor x, int axis, long distance, boolean reverse) {
        long size = x.size(axis);
        long kept = Math.max(0, size - distance);
        long filled = size - kept;
        Tensor rest = reverse ? x.slice(axis, filled, size) : x.slice(axis, 0, kept);
        Op.Padding along = reverse ? new Op.Padding(0, filled, 0) : new Op.Padding(filled, 0, 0);
        return rest.pad(
                0,
                IntStream.range(0, x.rank())
                        .mapToObj(i -> i == axis ? along : new Op.Padding(0, 0, 0))
                        .toList());
    }
}
