package io.steelyard.onnx.internal.mapping;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Softmax and its logarithm along an axis. */
final class SoftmaxOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "Softmax", node -> alongAxis(node, Composites::softmax),
                    "LogSoftmax", node -> alongAxis(node, Composites::logSoftmax));

    private SoftmaxOperators() {}

    /** Before version 13 all axes from the given one on were one axis. */
    private static List<OnnxValue> alongAxis(NodeCall node, UnaryOperator<Tensor> function) {
        OnnxValue x = node.input(0);
        Tensor logits = x.tensor();
        if (node.opset() < 13) {
            int axis = Math.toIntExact(node.integer("axis", 1));
            long inner = logits.shape().slice(logits.axis(axis), logits.rank()).elements();
            Tensor rows = logits.reshape(logits.shape().elements() / Math.max(1, inner), inner);
            return List.of(x.with(function.apply(rows).reshape(logits.shape())));
        }
        int axis = logits.axis(Math.toIntExact(node.integer("axis", -1)));
        int[] exchanged = IntStream.range(0, logits.rank()).toArray();
        exchanged[axis] = logits.rank() - 1;
        exchanged[logits.rank() - 1] = axis;
        Tensor innermost = logits.transpose(exchanged);
        return List.of(x.with(function.apply(innermost).transpose(exchanged)));
    }
}
