package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One step of an optimizer, of the operator set {@code ai.onnx.preview.training}. Inputs are the
 * learning rate, the number of steps before this one, and then for each kind (parameters,
 * gradients, slots) one tensor for each parameter; outputs are the new parameters and slots,
 * likewise.
 */
final class OptimizerOperators {
    static final String DOMAIN = "ai.onnx.preview.training";

    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "Adagrad", node -> update(node, 1, OptimizerOperators::adagrad),
                    "Adam", node -> update(node, 2, OptimizerOperators::adam),
                    "Momentum", node -> update(node, 1, OptimizerOperators::momentum));

    /** The new parameter and slots for old ones, the gradient first having the L2 penalty added. */
    @FunctionalInterface
    private interface Rule {
        List<Tensor> apply(
                NodeCall node, Tensor rate, Tensor step, Tensor x, Tensor g, List<Tensor> slots);
    }

    private OptimizerOperators() {}

    private static List<OnnxValue> update(NodeCall node, int slotCount, Rule rule) {
        int kinds = 2 + slotCount;
        if ((node.inputCount() - 2) % kinds != 0) {
            throw node.refused(
                    "there are "
                            + node.inputCount()
                            + " inputs; accepted are two and "
                            + kinds
                            + " for each parameter");
        }
        int parameters = (node.inputCount() - 2) / kinds;
        Tensor rate = node.tensor(0);
        Tensor step = node.tensor(1).convert(rate.dtype());
        List<List<Tensor>> updated = new ArrayList<>();
        for (int i = 0; i < parameters; i++) {
            Tensor x = node.tensor(2 + i);
            Tensor g = node.tensor(2 + parameters + i);
            List<Tensor> slots = new ArrayList<>();
            for (int slot = 0; slot < slotCount; slot++) {
                slots.add(node.tensor(2 + (2 + slot) * parameters + i));
            }
            Tensor penalized = x.mul(node.real("norm_coefficient", 0)).add(g);
            updated.add(rule.apply(node, rate, step, x, penalized, slots));
        }
        List<OnnxValue> outputs = new ArrayList<>();
        ElementType type = node.input(2).type();
        for (int kind = 0; kind <= slotCount; kind++) {
            for (List<Tensor> each : updated) {
                outputs.add(OnnxValue.of(type, each.get(kind)));
            }
        }
        return outputs;
    }

    /** {@code H += g^2; x -= rate / (1 + step * decay) * g / (sqrt(H) + epsilon)}. */
    private static List<Tensor> adagrad(
            NodeCall node, Tensor rate, Tensor step, Tensor x, Tensor g, List<Tensor> slots) {
        Tensor decayed = rate.div(step.mul(node.real("decay_factor", 0)).add(1));
        Tensor squares = slots.getFirst().add(g.square());
        Tensor divisor = squares.sqrt().add(node.real("epsilon", 0));
        return List.of(x.sub(decayed.mul(g).div(divisor)), squares);
    }

    /**
     * {@code V = alpha V + (1 - alpha) g; H = beta H + (1 - beta) g^2; x -= rate' V / (sqrt(H) +
     * epsilon)} with {@code rate' = rate sqrt(1 - beta^step) / (1 - alpha^step)} after the first
     * step.
     */
    private static List<Tensor> adam(
            NodeCall node, Tensor rate, Tensor step, Tensor x, Tensor g, List<Tensor> slots) {
        float alpha = node.real("alpha", 0.9f);
        float beta = node.real("beta", 0.999f);
        Tensor mean = slots.getFirst().mul(alpha).add(g.mul(1 - alpha));
        Tensor squares = slots.get(1).mul(beta).add(g.square().mul(1 - beta));
        Tensor one = step.scalar(1);
        Tensor corrected =
                rate.mul(one.sub(step.scalar(beta).pow(step)).sqrt())
                        .div(one.sub(step.scalar(alpha).pow(step)));
        Tensor adjusted = step.gt(step.scalar(0)).select(corrected, rate);
        Tensor divisor = squares.sqrt().add(node.real("epsilon", 0));
        Tensor moved = x.sub(adjusted.mul(mean).div(divisor));
        return List.of(moved.mul(1 - node.real("norm_coefficient_post", 0)), mean, squares);
    }

    /**
     * {@code V = alpha V + beta g; x -= rate V}, or {@code x -= rate (g + alpha V)} in the mode of
     * Nesterov; beta is 1 in the first step.
     */
    private static List<Tensor> momentum(
            NodeCall node, Tensor rate, Tensor step, Tensor x, Tensor g, List<Tensor> slots) {
        float alpha = node.real("alpha", 0);
        Tensor one = step.scalar(1);
        Tensor beta = step.gt(step.scalar(0)).select(step.scalar(node.real("beta", 0)), one);
        Tensor velocity = slots.getFirst().mul(alpha).add(beta.mul(g));
        String mode = node.text("mode", "standard");
        Tensor direction =
                switch (mode) {
                    case "standard" -> velocity;
                    case "nesterov" -> velocity.mul(alpha).add(g);
                    default ->
                            throw node.refused(
                                    "mode is '" + mode + "'; accepted are standard and nesterov");
                };
        return List.of(x.sub(rate.mul(direction)), velocity);
    }
}
