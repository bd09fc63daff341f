package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;
import io.steelyard.tensor.TensorType;

/**
 * Adam with Nesterov's momentum (Dozat 2016, "Incorporating Nesterov momentum into Adam", algorithm
 * 2, with the schedule of momentum that PyTorch has): with {@code mu_t = beta1 (1 - 0.96^(t
 * momentumDecay) / 2)},
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * p = p - rate ((1 - mu_t) g / (1 - mu_1 .. mu_t) + mu_(t+1) m / (1 - mu_1 .. mu_(t+1)))
 *              / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, 0 or more
 * @param momentumDecay how fast the momentum grows to beta1, 0 or more
 */
public record NAdam(float beta1, float beta2, float epsilon, float momentumDecay)
        implements Optimizer {
    private static final double BASE = 0.96;

    /** PyTorch's values: 0.9, 0.999, 1e-8 and 0.004. */
    public NAdam() {
        this(0.9f, 0.999f, 1e-8f, 4e-3f);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public NAdam {
        Arguments.requireFraction("NAdam", "beta1", beta1);
        Arguments.requireFraction("NAdam", "beta2", beta2);
        Arguments.requireNotNegative("NAdam", "epsilon", epsilon);
        Arguments.requireNotNegative("NAdam", "momentum decay", momentumDecay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor step = Moments.step(slots, parameter);
        Tensor momentum = momentum(step);
        Tensor next = momentum(step.add(1));
        Tensor product =
                slots.state("mu_product", TensorType.of(parameter.dtype()), Initializers.ones())
                        .mul(momentum);
        slots.update("mu_product", product);
        Tensor first = Moments.average(slots, "exp_avg", gradient, beta1);
        Tensor second = Moments.average(slots, "exp_avg_sq", gradient.square(), beta2);
        Tensor ahead =
                gradient.mul(complement(momentum).div(complement(product)))
                        .add(first.mul(next.div(complement(product.mul(next)))));
        Tensor root = second.div(Moments.correction(step, beta2)).sqrt().add(epsilon);
        return parameter.sub(ahead.div(root).mul(learningRate));
    }

    private Tensor momentum(Tensor step) {
        return step.scalar(BASE).pow(step.mul(momentumDecay)).mul(-0.5).add(1).mul(beta1);
    }

    private static Tensor complement(Tensor share) {
        return share.neg().add(1);
    }
}
