package io.steelyard.classification;

import io.steelyard.classification.architecture.ArchitectureCases;
import io.steelyard.classification.tokenizer.TokenizerCases;
import io.steelyard.spi.Plugin;
import io.steelyard.testkit.ArchitectureCase;
import io.steelyard.testkit.PluginConformance;
import io.steelyard.testkit.TokenizerCase;

import java.util.List;

final class ClassificationPluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new ClassificationPlugin();
    }

    @Override
    protected List<ArchitectureCase> architectureCases() {
        return ArchitectureCases.all();
    }

    @Override
    protected List<TokenizerCase> tokenizerCases() {
        return TokenizerCases.all();
    }
}
