package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * LAMB, for large batches (You et al. 2020, "Large batch optimization for deep learning: training
 * BERT in 76 minutes", algorithm 2, with the identity as phi): Adam's direction, scaled for each
 * tensor to the size of the tensor,
 *
 * <pre>
 * u = (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) + weightDecay p
 * p = p - rate (|p| / |u|) u
 * </pre>
 *
 * <p>with Euclidean norms; where one of them is 0 the ratio is 1. Only tensors of two axes or more
 * decay.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, 0 or more
 * @param weightDecay 0 or more
 */
public record Lamb(float beta1, float beta2, float epsilon, float weightDecay)
        implements Optimizer {
    /** The values of the paper: 0.9, 0.999, 1e-6 and a decay of 0.01. */
    public Lamb() {
        this(0.9f, 0.999f, 1e-6f, 0.01f);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Lamb {
        Arguments.requireFraction("Lamb", "beta1", beta1);
        Arguments.requireFraction("Lamb", "beta2", beta2);
        Arguments.requireNotNegative("Lamb", "epsilon", epsilon);
        Arguments.requireNotNegative("Lamb", "weight decay", weightDecay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor step = Moments.step(slots, parameter);
        Tensor first =
                Moments.average(slots, "exp_avg", gradient, beta1)
                        .div(Moments.correction(step, beta1));
        Tensor second =
                Moments.average(slots, "exp_avg_sq", gradient.square(), beta2)
                        .div(Moments.correction(step, beta2));
        Tensor adam = first.div(second.sqrt().add(epsilon));
        Tensor direction = parameter.rank() >= 2 ? adam.add(parameter.mul(weightDecay)) : adam;
        return parameter.sub(direction.mul(learningRate.mul(ratio(parameter, direction))));
    }

    private static Tensor ratio(Tensor parameter, Tensor direction) {
        Tensor zero = parameter.scalar(0);
        Tensor one = parameter.scalar(1);
        Tensor size = norm(parameter);
        Tensor step = norm(direction);
        Tensor both = size.gt(zero).and(step.gt(zero));
        return both.select(size, one).div(both.select(step, one));
    }

    private static Tensor norm(Tensor x) {
        return x.square().sum().sqrt();
    }
}
