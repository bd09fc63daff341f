package io.steelyard.testkit.toy;

import io.steelyard.nn.Schedules;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.MetricFactory;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TaskName;
import io.steelyard.spi.TokenizerFactory;

import java.util.List;

/** One of each kind, all of them right; tests take it and make one thing wrong. */
public class ToyPlugin implements Plugin {
    /** A plugin; it has no state. */
    public ToyPlugin() {}

    @Override
    public List<BackendFactory> backends() {
        return List.of(new ToyBackendFactory());
    }

    @Override
    public List<TaskFactory<?>> tasks() {
        return List.of(factory(new ToyTask()));
    }

    /** Gives one task, under the name {@code toy}. */
    public static TaskFactory<?> factory(Task task) {
        return new TaskFactory<>() {
            @Override
            public TaskName<Task> taskName() {
                return new TaskName<>("toy", Task.class);
            }

            @Override
            public Task create(TaskContext context) {
                return task;
            }
        };
    }

    @Override
    public List<ArchitectureFactory> architectures() {
        return List.of(new ToyArchitecture());
    }

    @Override
    public List<TokenizerFactory> tokenizers() {
        return List.of(new ToyTokenizerFactory());
    }

    @Override
    public List<LossFactory> losses() {
        return List.of(LossFactory.of("toy", options -> new ToyLoss(options.number("weight", 1f))));
    }

    @Override
    public List<OptimizerFactory> optimizers() {
        return List.of(
                OptimizerFactory.of(
                        "toy", options -> new ToyOptimizer(options.number("factor", 1f))));
    }

    @Override
    public List<MetricFactory> metrics() {
        return List.of(
                MetricFactory.of("toy", options -> new ToyMetric(options.number("scale", 1f))));
    }

    @Override
    public List<ScheduleFactory> schedules() {
        return List.of(
                ScheduleFactory.of(
                        "toy",
                        (plan, options) ->
                                Schedules.exponential(
                                        plan.learningRate(), options.number("factor", 0.9))));
    }

    @Override
    public List<ExportFormat> exportFormats() {
        return List.of(new ToyExportFormat());
    }
}
