package io.steelyard.testkit.model;

import io.steelyard.model.Scope;
import io.steelyard.nn.Activation;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Conv;
import io.steelyard.nn.DepthwiseConv;
import io.steelyard.nn.GlobalAveragePool;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.LayerNorm;
import io.steelyard.nn.LearnedPositions;
import io.steelyard.nn.Linear;
import io.steelyard.nn.MaxPool;
import io.steelyard.nn.MultiHeadAttention;
import io.steelyard.nn.Padding;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.Shape;

import java.util.List;

/** Models that look at images: convolutions, and a transformer over patches. */
final class ImageModels {
    private static final int CLASSES = 5;

    private ImageModels() {}

    static List<ModelCase> all() {
        Batch images =
                Batch.of(
                        "pixels",
                        ModelData.floats(1, 3, 8, 8, 2),
                        Targets.LABELS,
                        ModelData.ids(2, CLASSES, 3));
        SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        return List.of(
                new ModelCase("CNN", new Cnn(), loss, images),
                new ModelCase("ViT", new Vit(), loss, images));
    }

    /** Convolution, batch normalization, pooling; a depthwise and a strided convolution. */
    private record Cnn() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Kernel three = Kernel.of(3, 3).withPadding(Padding.same());
            Tensor x = scope.apply("conv1", new Conv(4, three), features.get("pixels"));
            x = scope.apply("bn1", new BatchNorm(), x).relu();
            x = scope.apply("pool", MaxPool.of(2, 2), x); // [batch, 4, 4, 4]
            x = scope.apply("depthwise", new DepthwiseConv(three), x);
            x = scope.apply("conv2", new Conv(6, three.withStride(2)), x).relu();
            x = scope.apply("average", new GlobalAveragePool(), x); // [batch, 6]
            return scope.apply("fc", new Linear(CLASSES), x);
        }
    }

    /** Patches as tokens, a class token before them (Dosovitskiy et al. 2021). */
    private record Vit() implements Model {
        private static final int CHANNELS = 8;
        private static final MultiHeadAttention ATTENTION = new MultiHeadAttention(2, 4);

        @Override
        public Tensor forward(Scope scope, Features features) {
            Kernel patch = Kernel.of(4, 4).withStride(4);
            Tensor patches =
                    scope.apply("patches", new Conv(CHANNELS, patch), features.get("pixels"));
            long batch = patches.size(0);
            Tensor tokens = patches.reshape(batch, -1, CHANNELS); // [batch, 4, channels]
            Tensor first =
                    scope.parameter(
                            "cls_token", Shape.of(1, 1, CHANNELS), Initializers.normal(0.5));
            Tensor x = first.broadcastTo(Shape.of(batch, 1, CHANNELS)).concat(1, tokens);
            x = scope.apply("positions", new LearnedPositions(5, Initializers.normal(0.5)), x);
            Scope block = scope.child("layer.0");
            x =
                    x.add(
                            block.apply(
                                    "attention",
                                    ATTENTION,
                                    block.apply("norm1", new LayerNorm(), x)));
            Tensor inner =
                    block.apply("fc1", new Linear(16), block.apply("norm2", new LayerNorm(), x));
            x =
                    x.add(
                            block.apply(
                                    "fc2",
                                    new Linear(CHANNELS),
                                    Activation.GELU.forward(block, inner)));
            Tensor token = scope.apply("norm", new LayerNorm(), x.slice(1, 0, 1).squeeze(1));
            return scope.apply("head", new Linear(CLASSES), token);
        }
    }
}
