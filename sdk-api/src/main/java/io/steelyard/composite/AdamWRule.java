package io.steelyard.composite;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import java.util.List;

/**
 * {@code adamw}: one update of Adam with decoupled weight decay (Loshchilov and Hutter 2019,
 * algorithm 2, without its schedule multiplier on the decay's learning rate, as PyTorch has it).
 * Operands parameter, gradient, first and second moment of one shape, learning rate F32 {@code []}
 * and step I32 {@code []}, which is 1 for the first update; results the new parameter and moments.
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * p = p - rate weightDecay p - rate (m / (1 - beta1^step)) / (sqrt(v / (1 - beta2^step)) + epsilon)
 * </pre>
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay 0 gives Adam (Kingma and Ba 2015, algorithm 1)
 */
public record AdamWRule(float beta1, float beta2, float epsilon, float weightDecay)
        implements CompositeRule {
    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor parameter = operands.getFirst();
        Tensor gradient = operands.get(1);
        Tensor learningRate = operands.get(4);
        Tensor step = operands.get(5).convert(parameter.dtype());
        Tensor first = operands.get(2).mul(beta1).add(gradient.mul(1.0f - beta1));
        Tensor second = operands.get(3).mul(beta2).add(gradient.square().mul(1.0f - beta2));
        Tensor correction1 = step.scalar(beta1).pow(step).neg().add(1);
        Tensor correction2 = step.scalar(beta2).pow(step).neg().add(1);
        Tensor decayed = parameter.sub(parameter.mul(learningRate.mul(weightDecay)));
        Tensor direction = first.div(correction1).div(second.div(correction2).sqrt().add(epsilon));
        return List.of(decayed.sub(direction.mul(learningRate)), first, second);
    }
}
