package com.example.wave;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Scope;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * AdaMax, Adam with the infinity norm (Kingma and Ba 2015, algorithm 2): {@code m = beta1 m + (1 -
 * beta1) g; u = max(beta2 u, |g| + epsilon); p = p - rate / (1 - beta1^t) m / u}, where the epsilon
 * is PyTorch's.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the norm, in [0, 1)
 * @param epsilon keeps the norm off 0, above 0
 */
record AdaMax(float beta1, float beta2, float epsilon) implements Optimizer {
    AdaMax {
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "AdaMax was given the betas "
                            + beta1
                            + " and "
                            + beta2
                            + " and the epsilon "
                            + epsilon
                            + "; accepted are betas from 0 up to, but not including, 1, and"
                            + " epsilons above 0.");
        }
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor moment =
                slots.state("exp_avg", parameter.type(), Initializers.zeros())
                        .mul(beta1)
                        .add(gradient.mul(1 - (double) beta1));
        slots.update("exp_avg", moment);
        Tensor norm =
                slots.state("exp_inf", parameter.type(), Initializers.zeros())
                        .mul(beta2)
                        .max(gradient.abs().add(epsilon));
        slots.update("exp_inf", norm);
        Tensor step = slots.step().add(1).convert(parameter.dtype());
        Tensor correction = step.scalar(beta1).pow(step).neg().add(1);
        return parameter.sub(moment.div(norm).mul(learningRate.div(correction)));
    }
}
