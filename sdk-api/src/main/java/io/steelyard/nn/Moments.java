package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/** The running means that optimizers keep of gradients. */
final class Moments {
    private Moments() {}

    /** {@code slot = decay slot + (1 - decay) value}, 0 at first; the new content. */
    static Tensor average(Scope slots, String slot, Tensor value, float decay) {
        Tensor updated =
                slots.state(slot, value.type(), Initializers.zeros())
                        .mul(decay)
                        .add(value.mul(1.0f - decay));
        slots.update(slot, updated);
        return updated;
    }

    /**
     * {@code 1 - decay^t} with t the number of this update, from 1: what a running mean that began
     * at 0 is divided by so that it has no bias (Kingma and Ba 2015, section 3).
     *
     * @param step t, as a float {@code []}
     */
    static Tensor correction(Tensor step, float decay) {
        return step.scalar(decay).pow(step).neg().add(1);
    }

    /** The number of this update, from 1, as a float {@code []} of the parameter's dtype. */
    static Tensor step(Scope slots, Tensor parameter) {
        return slots.step().add(1).convert(parameter.dtype());
    }
}
