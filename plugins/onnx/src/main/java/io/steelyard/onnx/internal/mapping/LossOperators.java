package io.steelyard.onnx.internal.mapping;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Losses. */
final class LossOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of("SoftmaxCrossEntropyLoss", LossOperators::softmaxCrossEntropy);

    private LossOperators() {}

    /**
     * Scores {@code [batch, classes, d1..]}, labels {@code [batch, d1..]}, weights {@code
     * [classes]}.
     */
    private static List<OnnxValue> softmaxCrossEntropy(NodeCall node) {
        OnnxValue scores = node.input(0);
        int rank = scores.tensor().rank();
        int[] classesLast =
                IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
        int[] classesSecond =
                IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
        Tensor logits = scores.tensor().transpose(classesLast); // [batch, d1.., classes]
        Tensor labels = node.tensor(1);
        Tensor places = labels.convert(DType.I32);
        Tensor each = Composites.softmaxCrossEntropy(logits, places); // [batch, d1..]
        Tensor weights = node.has(2) ? node.tensor(2).take(0, places) : each.filled(1);
        if (node.hasAttribute("ignore_index")) {
            Tensor ignored = labels.eq(labels.scalar(node.integer("ignore_index", 0)));
            weights = ignored.select(weights.filled(0), weights);
            // A score of infinity at an ignored label must not become NaN.
            each = ignored.select(each.filled(0), each);
        }
        Tensor weighted = each.mul(weights);
        String reduction = node.text("reduction", "mean");
        Tensor loss =
                switch (reduction) {
                    case "none" -> weighted;
                    case "sum" -> weighted.sum();
                    case "mean" -> weighted.sum().div(weights.sum());
                    default ->
                            throw node.refused(
                                    "reduction is '"
                                            + reduction
                                            + "'; accepted are none, sum and mean");
                };
        return List.of(
                scores.with(loss),
                scores.with(Composites.logSoftmax(logits).transpose(classesSecond)));
    }
}
