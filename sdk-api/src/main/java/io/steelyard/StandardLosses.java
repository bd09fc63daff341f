package io.steelyard;

import io.steelyard.nn.BinaryCrossEntropy;
import io.steelyard.nn.CosineDistance;
import io.steelyard.nn.CosineEmbedding;
import io.steelyard.nn.Ctc;
import io.steelyard.nn.Focal;
import io.steelyard.nn.Huber;
import io.steelyard.nn.InfoNce;
import io.steelyard.nn.KullbackLeibler;
import io.steelyard.nn.MeanAbsoluteError;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.nn.TripletMargin;
import io.steelyard.spi.LossFactory;

import java.util.List;

/** The losses of {@code io.steelyard.nn} under the names of the field. */
final class StandardLosses {
    private StandardLosses() {}

    static List<LossFactory> all() {
        return List.of(
                LossFactory.of(
                        "cross-entropy",
                        options ->
                                new SoftmaxCrossEntropy(
                                        options.number("label_smoothing", 0f),
                                        options.numbers("class_weights"),
                                        options.wholeNumberIfGiven("ignored_label"))),
                LossFactory.of(
                        "binary-cross-entropy",
                        options -> new BinaryCrossEntropy(options.number("positive_weight", 1f))),
                LossFactory.of(
                        "focal",
                        options ->
                                new Focal(
                                        options.number("gamma", 2f),
                                        options.number("alpha", 0.25f))),
                LossFactory.of("mse", _ -> new MeanSquaredError()),
                LossFactory.of("mae", _ -> new MeanAbsoluteError()),
                LossFactory.of("huber", options -> new Huber(options.number("delta", 1f))),
                LossFactory.of("kl-divergence", _ -> new KullbackLeibler()),
                LossFactory.of(
                        "ctc",
                        options ->
                                new Ctc(
                                        options.wholeNumber("blank", 0),
                                        options.flag("zero_infinity", false))),
                LossFactory.of("cosine-distance", _ -> new CosineDistance()),
                LossFactory.of(
                        "cosine-embedding",
                        options -> new CosineEmbedding(options.number("margin", 0f))),
                LossFactory.of(
                        "triplet-margin",
                        options -> new TripletMargin(options.number("margin", 1f))),
                LossFactory.of(
                        "info-nce",
                        options ->
                                new InfoNce(
                                        options.number("temperature", 0.07f),
                                        options.flag("symmetric", true))));
    }
}
