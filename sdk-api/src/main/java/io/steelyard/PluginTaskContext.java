package io.steelyard;

import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Registry;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TokenizerFactory;

record PluginTaskContext(Backend backend, Plugins plugins) implements TaskContext {
    @Override
    public TokenizerFactory tokenizer(String kind) {
        return plugins.tokenizer(kind);
    }

    @Override
    public ArchitectureFactory architecture(String modelType) {
        return plugins.architecture(modelType);
    }

    @Override
    public Registry registry() {
        return plugins;
    }
}
