package com.example.digits;

import io.steelyard.model.Scope;
import io.steelyard.nn.AveragePool;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Linear;
import io.steelyard.nn.Lstm;
import io.steelyard.nn.RecurrentInput;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.DType;

/**
 * Reads an image as one reads a text, pixel by pixel: each gray value is a token with an embedding,
 * an LSTM runs over them, and a linear layer tells the class from its last state. The mean of each
 * 2 by 2 pixels is one token, so that there are a quarter as many.
 *
 * @param channels of an embedding
 * @param hidden size of the LSTM's state
 * @param classes how many there are
 */
record SequenceModel(int channels, int hidden, int classes) implements Model {
    private static final int GRAYS = 256;

    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor image = features.get("image"); // [batch, height, width, 1], 0 to 255
        long batch = image.size(0);
        Tensor grays = AveragePool.of(2, 2).forward(scope, image).convert(DType.I32);
        Embedding embedding = new Embedding(GRAYS, channels, Initializers.normal(1));
        Tensor pixels = scope.apply("embedding", embedding, grays.reshape(batch, -1));
        // Forget gates that are open at first: what the first rows showed outlives the others.
        Lstm lstm = new Lstm(hidden).withForgetBias(1);
        Tensor last =
                lstm.run(scope.child("lstm"), RecurrentInput.of(pixels))
                        .states()
                        .getFirst(); // [1, batch, hidden]
        return scope.apply("output", new Linear(classes), last.squeeze(0)); // [batch, classes]
    }
}
