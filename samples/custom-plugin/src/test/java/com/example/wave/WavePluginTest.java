package com.example.wave;

import io.steelyard.spi.Component;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.ArchitectureCase;
import io.steelyard.testkit.LossCase;
import io.steelyard.testkit.OptimizerCase;
import io.steelyard.testkit.PluginConformance;

import java.util.List;
import java.util.Map;

/** Everything a plugin must do, as tests; a case for each thing that it brings. */
final class WavePluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new WavePlugin();
    }

    @Override
    protected List<ArchitectureCase> architectureCases() {
        return List.of(
                new ArchitectureCase(
                        "radial-basis",
                        Map.of("centers", 3, "num_labels", 2),
                        Map.of("numbers", NdArray.of(new float[] {1, 2, -3, 4}, 2, 2))));
    }

    @Override
    protected List<LossCase> lossCases() {
        return List.of(
                new LossCase(
                        new Component("log-cosh", Map.of("sharpness", 2)),
                        NdArray.of(new float[] {1, 2, -30}, 3),
                        Map.of(Targets.VALUES, NdArray.of(new float[] {0.5f, -2, 30}, 3))));
    }

    @Override
    protected List<OptimizerCase> optimizerCases() {
        Map<String, Object> options = Map.of("beta1", 0.9, "beta2", 0.99, "epsilon", 1e-8);
        return List.of(new OptimizerCase(new Component("adamax", options), 0.1, 20));
    }
}
