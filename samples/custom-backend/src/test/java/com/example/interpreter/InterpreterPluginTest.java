package com.example.interpreter;

import io.steelyard.spi.Plugin;
import io.steelyard.testkit.PluginConformance;

import java.util.Map;

/** That the backend is found by its name, and refuses options by naming those there are. */
final class InterpreterPluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new InterpreterPlugin();
    }

    @Override
    protected Map<String, String> backendOptions(String backend) {
        return Map.of("verify", "true");
    }
}
