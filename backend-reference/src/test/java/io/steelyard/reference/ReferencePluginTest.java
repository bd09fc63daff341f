package io.steelyard.reference;

import io.steelyard.spi.Plugin;
import io.steelyard.testkit.PluginConformance;

import java.util.Map;

final class ReferencePluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new ReferencePlugin();
    }

    @Override
    protected Map<String, String> backendOptions(String backend) {
        return Map.of("threads", "2");
    }
}
