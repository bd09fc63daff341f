package io.steelyard.classification.architecture;

import io.steelyard.spi.Model;

import java.util.Map;

/**
 * A model that gives logits {@code [batch, classes]}, or for a regression {@code [batch, 1]}
 * numbers. It is its configuration, which survives as {@code config.json}.
 */
public sealed interface Architecture extends Model
        permits BagOfWords,
                Bert,
                Cnn,
                LinearModel,
                LstmClassifier,
                Mlp,
                PixelLstm,
                ResNet,
                TextCnn,
                VisionTransformer {
    /** The {@code model_type} of its {@code config.json}: {@code "cnn"}. */
    String modelType();

    /** The number of logits: {@code num_labels}. */
    int classes();

    /** The entries of {@code config.json}, from which {@link Architectures} makes it again. */
    Map<String, Object> toMap();
}
