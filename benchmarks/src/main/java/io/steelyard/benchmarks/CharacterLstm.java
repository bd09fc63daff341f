package io.steelyard.benchmarks;

import io.steelyard.model.Scope;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Lstm;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;

/**
 * A language model of characters: embedding, one layer of LSTM, dense. Reads {@code input_ids} I32
 * {@code [batch, time]}; logits {@code [batch, time, characters]}. First weights as PyTorch has
 * them.
 *
 * @param characters token ids
 * @param channels of the embedding
 * @param hidden units of the LSTM
 */
public record CharacterLstm(int characters, int channels, int hidden) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Embedding table = new Embedding(characters, channels, Initializers.normal(1));
        // [batch, time, channels]
        Tensor x = scope.apply("embedding", table, features.get("input_ids"));
        Tensor states = scope.apply("lstm", new Lstm(hidden), x); // [batch, time, hidden]
        return scope.apply("head", FanIn.dense(characters, hidden), states);
    }
}
