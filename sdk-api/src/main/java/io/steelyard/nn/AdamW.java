package io.steelyard.nn;

import io.steelyard.composite.AdamWRule;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019); the formula is in {@link
 * AdamWRule}. Only tensors of two axes or more decay: matrices and embeddings, not biases and
 * gains.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, 0 or more
 * @param weightDecay part of a weight that a learning rate of 1 would take away, 0 or more
 */
public record AdamW(float beta1, float beta2, float epsilon, float weightDecay)
        implements Optimizer {
    /** PyTorch's values: 0.9, 0.999, 1e-8 and a decay of 0.01. */
    public AdamW() {
        this(0.9f, 0.999f, 1e-8f, 0.01f);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public AdamW {
        Arguments.requireFraction("AdamW", "beta1", beta1);
        Arguments.requireFraction("AdamW", "beta2", beta2);
        Arguments.requireNotNegative("AdamW", "epsilon", epsilon);
        Arguments.requireNotNegative("AdamW", "weight decay", weightDecay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        float decay = parameter.rank() >= 2 ? weightDecay : 0;
        Tensor first = slots.state("exp_avg", parameter.type(), Initializers.zeros());
        Tensor second = slots.state("exp_avg_sq", parameter.type(), Initializers.zeros());
        List<Tensor> updated =
                parameter
                        .recorder()
                        .applyComposite(
                                new AdamWRule(beta1, beta2, epsilon, decay),
                                List.of(
                                        parameter,
                                        gradient,
                                        first,
                                        second,
                                        learningRate,
                                        slots.step().add(1)));
        slots.update("exp_avg", updated.get(1));
        slots.update("exp_avg_sq", updated.get(2));
        return updated.getFirst();
    }
}
