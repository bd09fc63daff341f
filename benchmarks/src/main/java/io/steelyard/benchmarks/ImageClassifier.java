package io.steelyard.benchmarks;

import io.steelyard.model.Scope;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.MaxPool;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;

/**
 * A classifier of images into ten classes: two convolutions, pooling, and two dense layers. Reads
 * {@code image} F32 {@code [batch, 28, 28, 1]}; logits {@code [batch, 10]}. First weights as
 * PyTorch has them.
 *
 * @param dropout rate after pooling
 */
public record ImageClassifier(float dropout) implements Model {
    @Override
    public Tensor forward(Scope scope, Features features) {
        Tensor x =
                scope.apply("conv1", FanIn.conv(32, 1), features.get("image"))
                        .relu(); // [batch, 26, 26, 32]
        x = scope.apply("conv2", FanIn.conv(64, 32), x).relu(); // [batch, 24, 24, 64]
        x = scope.apply("pool", MaxPool.of(2, 2), x); // [batch, 12, 12, 64]
        x = scope.apply("dropout", new Dropout(dropout), x);
        x = scope.apply("flatten", new Flatten(), x); // [batch, 9216]
        x = scope.apply("dense1", FanIn.dense(128, x.size(-1)), x).relu();
        return scope.apply("dense2", FanIn.dense(10, 128), x);
    }
}
