package io.steelyard.onnx.internal.mapping;

import static io.steelyard.onnx.internal.mapping.ElementwiseOperators.unary;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;

import java.util.List;
import java.util.Map;

/** Activation functions. */
final class ActivationOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.ofEntries(
                    Map.entry("Relu", unary(Tensor::relu)),
                    Map.entry("Sigmoid", unary(Tensor::sigmoid)),
                    Map.entry("Tanh", unary(Tensor::tanh)),
                    Map.entry("LeakyRelu", ActivationOperators::leakyRelu),
                    Map.entry("Elu", ActivationOperators::elu),
                    Map.entry("Gelu", ActivationOperators::gelu),
                    Map.entry("Mish", unary(x -> x.mul(softplus(x).tanh()))),
                    Map.entry("Swish", ActivationOperators::swish),
                    Map.entry("Softplus", unary(ActivationOperators::softplus)));

    private ActivationOperators() {}

    /** {@code x < 0 ? alpha * x : x}. */
    private static List<OnnxValue> leakyRelu(NodeCall node) {
        float alpha = node.real("alpha", 0.01f);
        return unary(x -> x.lt(x.scalar(0)).select(x.mul(alpha), x)).record(node);
    }

    /** {@code x < 0 ? alpha * (e^x - 1) : x}. */
    private static List<OnnxValue> elu(NodeCall node) {
        float alpha = node.real("alpha", 1);
        return unary(x -> x.lt(x.scalar(0)).select(x.exp().sub(1).mul(alpha), x)).record(node);
    }

    private static List<OnnxValue> gelu(NodeCall node) {
        String approximate = node.text("approximate", "none");
        return switch (approximate) {
            case "none" -> unary(Composites::geluExact).record(node);
            case "tanh" -> unary(Composites::gelu).record(node);
            default ->
                    throw node.refused(
                            "approximate is '" + approximate + "'; accepted are none and tanh");
        };
    }

    /** {@code x * sigmoid(alpha * x)}. */
    private static List<OnnxValue> swish(NodeCall node) {
        float alpha = node.real("alpha", 1);
        return unary(x -> x.mul(x.mul(alpha).sigmoid())).record(node);
    }

    /**
     * {@code log(1 + e^x)}, as {@code max(x, 0) + log(1 + e^-|x|)} so that it does not overflow.
     */
    private static Tensor softplus(Tensor x) {
        return x.relu().add(x.abs().neg().exp().add(1).log());
    }
}
