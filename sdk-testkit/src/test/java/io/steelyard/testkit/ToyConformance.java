package io.steelyard.testkit;

import io.steelyard.spi.Plugin;
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

    @Override
    protected Map<String, String> backendOptions(String backend) {
        return Map.of("speed", "7");
    }
}
