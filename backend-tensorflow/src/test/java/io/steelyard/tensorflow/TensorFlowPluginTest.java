package io.steelyard.tensorflow;

import io.steelyard.spi.Plugin;
import io.steelyard.testkit.PluginConformance;

import java.util.Map;

@NeedsNativeLibrary
final class TensorFlowPluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new TensorFlowPlugin();
    }

    @Override
    protected Map<String, String> backendOptions(String backend) {
        return Map.of("threads", "2");
    }
}
