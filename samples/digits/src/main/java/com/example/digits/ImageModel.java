package com.example.digits;

import io.steelyard.model.Layer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Activation;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Linear;
import io.steelyard.nn.MaxPool;
import io.steelyard.nn.Padding;
import io.steelyard.nn.Sequential;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;

/**
 * Looks at the whole image: two blocks of convolutions of 3 by 3 pixels, each of which halves both
 * sides, and a hidden layer.
 *
 * @param channels of the first block; the second has twice as many
 * @param classes how many there are
 */
record ImageModel(int channels, int classes) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor image = features.get("image").div(255); // [batch, height, width, 1], 0 to 1
        Layer layers =
                Sequential.of(
                        block(channels), // [batch, height / 2, width / 2, channels]
                        block(2 * channels), // [batch, height / 4, width / 4, 2 channels]
                        new Flatten(),
                        new Linear(8 * channels),
                        Activation.RELU,
                        new Dropout(0.5f),
                        new Linear(classes));
        return layers.forward(scope, image); // [batch, classes]
    }

    private static Layer block(int channels) {
        Conv conv = new Conv(channels, Kernel.of(3, 3).withPadding(Padding.same())).withoutBias();
        return Sequential.of(conv, new BatchNorm(), Activation.RELU, MaxPool.of(2, 2));
    }
}
