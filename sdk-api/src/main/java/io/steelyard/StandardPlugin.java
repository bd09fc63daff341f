package io.steelyard;

import io.steelyard.data.table.JsonLines;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.MetricFactory;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Registry;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.TableFormat;

import java.util.List;

/**
 * What the SDK brings itself, under names like those of every plugin.
 *
 * @param registry in which those that wrap another one find it, once it is filled
 */
record StandardPlugin(Registry registry) implements Plugin {
    @Override
    public List<LossFactory> losses() {
        return StandardLosses.all();
    }

    @Override
    public List<OptimizerFactory> optimizers() {
        return StandardOptimizers.all(registry);
    }

    @Override
    public List<MetricFactory> metrics() {
        return StandardMetrics.all();
    }

    @Override
    public List<ScheduleFactory> schedules() {
        return StandardSchedules.all(registry);
    }

    @Override
    public List<TableFormat> tableFormats() {
        return List.of(new JsonLines());
    }
}
