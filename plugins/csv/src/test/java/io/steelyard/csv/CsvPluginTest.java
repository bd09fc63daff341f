package io.steelyard.csv;

import io.steelyard.spi.Plugin;
import io.steelyard.testkit.PluginConformance;

final class CsvPluginTest extends PluginConformance {
    @Override
    protected Plugin plugin() {
        return new CsvPlugin();
    }
}
