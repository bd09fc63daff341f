package io.steelyard.nn;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;

/**
 * Adds the position of each element of a sequence as waves of falling frequency (Vaswani et al.
 * 2017, section 3.5): {@code [.., time, channels] -> [.., time, channels]}. Channel {@code 2 i} is
 * {@code sin(position / base^(2 i / channels))}, channel {@code 2 i + 1} the cosine of the same. No
 * parameters.
 *
 * @param base 10000 in the paper
 */
public record SinusoidalPositions(double base) implements Layer {
    /** With the base of the paper. */
    public SinusoidalPositions() {
        this(10_000);
    }

    /** Throws {@code INVALID_ARGUMENT} for a base that is not above 0. */
    public SinusoidalPositions {
        Arguments.requirePositive("SinusoidalPositions", "base", base);
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        int time = Math.toIntExact(input.size(-2));
        int channels = Math.toIntExact(input.size(-1));
        float[] waves = new float[Math.multiplyExact(time, channels)];
        for (int place = 0; place < waves.length; place++) {
            int channel = place % channels;
            int pair = channel / 2;
            double angle = place / channels / Math.pow(base, 2.0 * pair / channels);
            waves[place] = (float) (channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
        }
        Tensor positions = input.recorder().constant(NdArray.of(waves, time, channels));
        return input.add(positions.convert(input.dtype()));
    }
}
