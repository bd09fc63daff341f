package com.example.wave;

import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;

import java.util.List;

/** Registers all three; named in {@code META-INF/services/io.steelyard.spi.Plugin}. */
public final class WavePlugin implements Plugin {
    @Override
    public List<ArchitectureFactory> architectures() {
        return List.of(new RadialBasisFactory());
    }

    @Override
    public List<LossFactory> losses() {
        return List.of(
                LossFactory.of(
                        "log-cosh", options -> new LogCosh(options.number("sharpness", 1f))));
    }

    @Override
    public List<OptimizerFactory> optimizers() {
        return List.of(
                OptimizerFactory.of(
                        "adamax",
                        options ->
                                new AdaMax(
                                        options.number("beta1", 0.9f),
                                        options.number("beta2", 0.999f),
                                        options.number("epsilon", 1e-8f))));
    }
}
