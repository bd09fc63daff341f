package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Any optimizer, with an exponential moving average of the weights beside them (Polyak and Juditsky
 * 1992, in the exponential form of Tarvainen and Valpola 2017, "Mean teachers", equation 1): after
 * the first update the weights themselves, then {@code average = decay average + (1 - decay)
 * weight}. Training goes on with the weights; {@code ModelState.useAverages} puts the averages in
 * their place, to evaluate or to save them. Checkpoints hold both.
 *
 * @param optimizer that makes the updates
 * @param decay in [0, 1), 0.999 or so
 */
public record AveragedWeights(Optimizer optimizer, float decay) implements Optimizer {
    /** The name of the average among the slots of a parameter. */
    public static final String AVERAGE = "average";

    /** Throws {@code INVALID_ARGUMENT} for a decay outside [0, 1). */
    public AveragedWeights {
        Arguments.requireFraction("AveragedWeights", "decay", decay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor updated = optimizer.update(slots, parameter, gradient, learningRate);
        Tensor average = slots.state(AVERAGE, parameter.type(), Initializers.zeros());
        Tensor moved = average.mul(decay).add(updated.mul(1 - (double) decay));
        Tensor first = slots.step().eq(slots.step().scalar(0));
        slots.update(AVERAGE, first.select(updated, moved));
        return updated;
    }
}
