package io.steelyard.testkit;

import io.steelyard.spi.Component;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Targets;
import io.steelyard.spi.TrainingPlan;
import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kit with the cases of the toys, for one plugin. */
abstract class ToyConformance extends PluginConformance {
    private final Plugin plugin;

    ToyConformance(Plugin plugin) {
        this.plugin = plugin;
    }

    @Override
    protected Plugin plugin() {
        return plugin;
    }

    @Override
    protected List<ArchitectureCase> architectureCases() {
        return List.of(
                new ArchitectureCase(
                        "toy",
                        Map.of("channels", 3),
                        Map.of("x", NdArray.of(new float[] {1, 2, -3, 4}, 2, 2))));
    }

    @Override
    protected List<TokenizerCase> tokenizerCases() {
        return List.of(
                new TokenizerCase("toy", "Zwölf", Optional.empty(), List.of("Boxkämpfer", " 𝄞")));
    }

    private static final NdArray PREDICTIONS = NdArray.of(new float[] {1, 2, -3, 4}, 4);
    private static final Map<String, NdArray> TARGETS =
            Map.of(Targets.VALUES, NdArray.of(new float[] {0, 2.5f, -1, 2}, 4));

    @Override
    protected List<LossCase> lossCases() {
        return List.of(new LossCase(toy("weight", 2), PREDICTIONS, TARGETS));
    }

    @Override
    protected List<OptimizerCase> optimizerCases() {
        return List.of(new OptimizerCase(toy("factor", 2), 0.5, 20));
    }

    /** The differences are 1, -0.5, -2 and 2. */
    @Override
    protected List<MetricCase> metricCases() {
        return List.of(new MetricCase(toy("scale", 2), PREDICTIONS, TARGETS, 0.25));
    }

    @Override
    protected List<ScheduleCase> scheduleCases() {
        return List.of(new ScheduleCase(toy("factor", 0.5), new TrainingPlan(0.1, 10)));
    }

    private static Component toy(String option, Object value) {
        return new Component("toy", Map.of(option, value));
    }

    @Override
    protected Map<String, String> backendOptions(String backend) {
        return Map.of("speed", "7");
    }
}
