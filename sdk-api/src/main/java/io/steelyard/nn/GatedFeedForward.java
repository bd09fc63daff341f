package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * The feed-forward block of Llama, SwiGLU (Shazeer 2020, equation 6): {@code
 * down_proj(silu(gate_proj(x)) * up_proj(x))}, {@code [.., channels] -> [.., channels]}. Parts as
 * in Hugging Face's Llama checkpoints, without biases.
 *
 * @param hidden size of the inner layer, in Llama about 8/3 of the channels
 * @param initializer of the three weights
 */
public record GatedFeedForward(int hidden, Initializer initializer) implements Layer {
    /** With weights after Glorot and Bengio. */
    public GatedFeedForward(int hidden) {
        this(hidden, Initializers.glorotUniform());
    }

    @Override
    public Tensor forward(Scope scope, Tensor input) {
        int channels = Math.toIntExact(input.size(-1));
        Linear wide = new Linear(hidden, false, initializer);
        Tensor gate = Composites.silu(scope.apply("gate_proj", wide, input)); // [.., hidden]
        Tensor inner = gate.mul(scope.apply("up_proj", wide, input));
        return scope.apply("down_proj", new Linear(channels, false, initializer), inner);
    }
}
