package io.steelyard;

import io.steelyard.nn.Adafactor;
import io.steelyard.nn.Adagrad;
import io.steelyard.nn.Adam;
import io.steelyard.nn.AdamW;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.DecoupledWeightDecay;
import io.steelyard.nn.Lamb;
import io.steelyard.nn.Lion;
import io.steelyard.nn.Muon;
import io.steelyard.nn.NAdam;
import io.steelyard.nn.ProximalL1;
import io.steelyard.nn.RmsProp;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Options;
import io.steelyard.spi.Registry;

import java.util.List;
import java.util.stream.Stream;

/** The optimizers of {@code io.steelyard.nn} under the names of the field. */
final class StandardOptimizers {
    private StandardOptimizers() {}

    /**
     * All of them.
     *
     * @param registry in which those that leave parameters to another one find it
     */
    static List<OptimizerFactory> all(Registry registry) {
        return Stream.of(descent(), adaptive(), wrapping(registry)).flatMap(List::stream).toList();
    }

    private static List<OptimizerFactory> descent() {
        return List.of(
                OptimizerFactory.of(
                        "sgd",
                        options ->
                                new Sgd(
                                        options.number("momentum", 0f),
                                        options.flag("nesterov", false),
                                        options.number("weight_decay", 0f))),
                OptimizerFactory.of(
                        "lion",
                        options ->
                                new Lion(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.99f),
                                        options.number("weight_decay", 0f))));
    }

    private static List<OptimizerFactory> adaptive() {
        return List.of(
                OptimizerFactory.of(
                        "adam",
                        options ->
                                new Adam(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.999f),
                                        options.number("epsilon", 1e-8f))),
                OptimizerFactory.of(
                        "adamw",
                        options ->
                                new AdamW(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.999f),
                                        options.number("epsilon", 1e-8f),
                                        options.number("weight_decay", 0.01f))),
                OptimizerFactory.of(
                        "nadam",
                        options ->
                                new NAdam(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.999f),
                                        options.number("epsilon", 1e-8f),
                                        options.number("momentum_decay", 4e-3f))),
                OptimizerFactory.of(
                        "rmsprop",
                        options ->
                                new RmsProp(
                                        options.number("decay", 0.99f),
                                        options.number("epsilon", 1e-8f),
                                        options.number("momentum", 0f),
                                        options.flag("centered", false))),
                OptimizerFactory.of(
                        "adagrad",
                        options ->
                                new Adagrad(
                                        options.number("epsilon", 1e-10f),
                                        options.number("initial_sum", 0f))),
                OptimizerFactory.of(
                        "adafactor",
                        options ->
                                new Adafactor(
                                        options.number("decay_exponent", 0.8f),
                                        options.number("epsilon1", 1e-30f),
                                        options.number("epsilon2", 1e-3f),
                                        options.number("clip", 1f),
                                        options.flag("relative", true))),
                OptimizerFactory.of(
                        "lamb",
                        options ->
                                new Lamb(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.999f),
                                        options.number("epsilon", 1e-6f),
                                        options.number("weight_decay", 0.01f))));
    }

    private static List<OptimizerFactory> wrapping(Registry registry) {
        return List.of(
                OptimizerFactory.of(
                        "muon",
                        options ->
                                new Muon(
                                        options.number("momentum", 0.95f),
                                        options.flag("nesterov", true),
                                        options.wholeNumber("iterations", 5),
                                        options.number("weight_decay", 0f),
                                        wrapped(registry, options, "others"),
                                        options.texts("excluded"))),
                OptimizerFactory.of(
                        "proximal-l1",
                        options ->
                                new ProximalL1(
                                        wrapped(registry, options, "optimizer"),
                                        (float) options.number("strength"))),
                OptimizerFactory.of(
                        "decoupled-weight-decay",
                        options ->
                                new DecoupledWeightDecay(
                                        wrapped(registry, options, "optimizer"),
                                        (float) options.number("decay"))),
                OptimizerFactory.of(
                        "averaged-weights",
                        options ->
                                new AveragedWeights(
                                        wrapped(registry, options, "optimizer"),
                                        (float) options.number("decay"))));
    }

    private static Optimizer wrapped(Registry registry, Options options, String name) {
        return options.componentIfGiven(name).map(registry::optimizer).orElseGet(AdamW::new);
    }
}
