package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.model.Initializer;
import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;

/**
 * The feed-forward block of GPT-2: {@code c_fc}, GELU (tanh approximation), {@code c_proj},
 * dropout: {@code [.., channels] -> [.., channels]}.
 *
 * @param hidden size of the inner layer, usually four times the channels
 * @param dropout rate for the result
 * @param initializer of {@code c_fc}
 * @param projectionInitializer of {@code c_proj}
 */
public record FeedForward(
        int hidden, float dropout, Initializer initializer, Initializer projectionInitializer)
        implements Layer {
    @Override
    public Tensor forward(Scope scope, Tensor input) {
        int channels = Math.toIntExact(input.size(-1));
        Tensor inner = scope.apply("c_fc", new Dense(hidden, true, initializer), input);
        Tensor outer =
                scope.apply(
                        "c_proj",
                        new Dense(channels, true, projectionInitializer),
                        Composites.gelu(inner));
        return scope.apply("dropout", new Dropout(dropout), outer);
    }
}
