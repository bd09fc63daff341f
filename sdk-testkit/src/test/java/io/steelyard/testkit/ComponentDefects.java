package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Loss;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.Metric;
import io.steelyard.spi.MetricFactory;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.Targets;
import io.steelyard.spi.TrainingPlan;
import io.steelyard.testkit.PluginDefects.Defect;
import io.steelyard.testkit.toy.ToyExportFormat;
import io.steelyard.testkit.toy.ToyLoss;
import io.steelyard.testkit.toy.ToyMetric;
import io.steelyard.testkit.toy.ToyOptimizer;
import io.steelyard.testkit.toy.ToyPlugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** Plugins with one thing wrong each in what recipes name. */
final class ComponentDefects {
    private ComponentDefects() {}

    static List<Defect> all() {
        return Stream.of(options(), losses(), optimizers(), metrics(), schedules(), formats())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Defect> options() {
        LossFactory right = new ToyPlugin().losses().getFirst();
        String unknown = "losses/toy/an unknown option is refused by naming the known";
        return List.of(
                new Defect("any option is accepted", options(_ -> new ToyLoss(1)), unknown),
                new Defect(
                        "an unknown option is refused without the known",
                        options(
                                given -> {
                                    if (given.size() > 1) {
                                        throw new SteelyardException(
                                                ErrorCode.INVALID_ARGUMENT, "Not no_such_option.");
                                    }
                                    return right.create(given);
                                }),
                        unknown),
                new Defect(
                        "an option is cast",
                        options(
                                given -> {
                                    Integer weight = (Integer) given.get("weight");
                                    return new ToyLoss(weight);
                                }),
                        "losses/toy/an option of another type is refused by its name"));
    }

    private static Plugin options(Function<Map<String, Object>, Loss> create) {
        LossFactory factory =
                new LossFactory() {
                    @Override
                    public String name() {
                        return "toy";
                    }

                    @Override
                    public Loss create(Map<String, Object> options) {
                        return create.apply(options);
                    }
                };
        return new ToyPlugin() {
            @Override
            public List<LossFactory> losses() {
                return List.of(factory);
            }
        };
    }

    private static List<Defect> losses() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "a loss has no case",
                        new ToyPlugin() {
                            @Override
                            public List<LossFactory> losses() {
                                return List.of(LossFactory.of("unheard-of", _ -> new ToyLoss(1)));
                            }
                        },
                        "losses/each loss has a case"),
                new Defect(
                        "the loss is another one each time",
                        loss(weight -> new ToyLoss(weight + count.incrementAndGet())),
                        "losses/toy/equal options give equal programs"),
                new Defect(
                        "there is a loss for each element",
                        loss(
                                weight ->
                                        new ToyLoss(weight) {
                                            @Override
                                            public Tensor compute(
                                                    Tensor predictions, Targets targets) {
                                                return difference(predictions, targets).square();
                                            }
                                        }),
                        "losses/toy/it is a float scalar"),
                new Defect(
                        "half of the gradient is stopped",
                        loss(
                                weight ->
                                        new ToyLoss(weight) {
                                            @Override
                                            public Tensor compute(
                                                    Tensor predictions, Targets targets) {
                                                Tensor d = difference(predictions, targets);
                                                return d.mul(d.stopGradient()).mean();
                                            }
                                        }),
                        "losses/toy/its gradient is that of central differences"));
    }

    private static Plugin loss(Function<Float, Loss> create) {
        return new ToyPlugin() {
            @Override
            public List<LossFactory> losses() {
                return List.of(
                        LossFactory.of(
                                "toy", options -> create.apply(options.number("weight", 1f))));
            }
        };
    }

    private static List<Defect> optimizers() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "an optimizer has no case",
                        new ToyPlugin() {
                            @Override
                            public List<OptimizerFactory> optimizers() {
                                return List.of(
                                        OptimizerFactory.of(
                                                "unheard-of", _ -> new ToyOptimizer(1)));
                            }
                        },
                        "optimizers/each optimizer has a case"),
                new Defect(
                        "the update is another one each time",
                        optimizer(factor -> new ToyOptimizer(factor + count.incrementAndGet())),
                        "optimizers/toy/equal options give equal programs"),
                new Defect(
                        "a parameter becomes a row",
                        optimizer(
                                factor ->
                                        new ToyOptimizer(factor) {
                                            @Override
                                            public Tensor update(
                                                    Scope slots,
                                                    Tensor parameter,
                                                    Tensor gradient,
                                                    Tensor learningRate) {
                                                return parameter.expandDims(0);
                                            }
                                        }),
                        "optimizers/toy/a parameter keeps its type"),
                new Defect(
                        "it goes uphill",
                        optimizer(factor -> new ToyOptimizer(-factor)),
                        "optimizers/toy/it lowers a quadratic"));
    }

    private static Plugin optimizer(Function<Float, Optimizer> create) {
        return new ToyPlugin() {
            @Override
            public List<OptimizerFactory> optimizers() {
                return List.of(
                        OptimizerFactory.of(
                                "toy", options -> create.apply(options.number("factor", 1f))));
            }
        };
    }

    private static List<Defect> metrics() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "a metric has no case",
                        new ToyPlugin() {
                            @Override
                            public List<MetricFactory> metrics() {
                                return List.of(
                                        MetricFactory.of("unheard-of", _ -> new ToyMetric(1)));
                            }
                        },
                        "metrics/each metric has a case"),
                new Defect(
                        "a metric has another name each time",
                        metric(
                                scale ->
                                        new ToyMetric(scale) {
                                            private final int number = count.incrementAndGet();

                                            @Override
                                            public String name() {
                                                return "toy" + number;
                                            }
                                        }),
                        "metrics/toy/equal options give equal programs"),
                new Defect(
                        "the sum is a scalar",
                        metric(
                                scale ->
                                        new ToyMetric(scale) {
                                            @Override
                                            public Tensor measure(
                                                    Tensor predictions, Targets targets) {
                                                return super.measure(predictions, targets).sum();
                                            }
                                        }),
                        "metrics/toy/it measures F32 [n]"),
                new Defect(
                        "the figure is another one",
                        metric(scale -> new ToyMetric(scale / 2)),
                        "metrics/toy/it gives the figure of its case"),
                new Defect(
                        "batches of any size count the same",
                        metric(
                                scale ->
                                        new ToyMetric(scale) {
                                            @Override
                                            public Tensor measure(
                                                    Tensor predictions, Targets targets) {
                                                Tensor sums = super.measure(predictions, targets);
                                                Tensor number = sums.slice(0, 1, 2);
                                                return sums.slice(0, 0, 1)
                                                        .div(number)
                                                        .concat(0, number.filled(1));
                                            }
                                        }),
                        "metrics/toy/batches add up to the figure of all"));
    }

    private static Plugin metric(Function<Float, Metric> create) {
        return new ToyPlugin() {
            @Override
            public List<MetricFactory> metrics() {
                return List.of(
                        MetricFactory.of(
                                "toy", options -> create.apply(options.number("scale", 1f))));
            }
        };
    }

    private static List<Defect> schedules() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "a schedule has no case",
                        new ToyPlugin() {
                            @Override
                            public List<ScheduleFactory> schedules() {
                                return List.of(
                                        ScheduleFactory.of(
                                                "unheard-of",
                                                (plan, _) -> step -> plan.learningRate()));
                            }
                        },
                        "schedules/each schedule has a case"),
                new Defect(
                        "a rate depends on how often it was asked for",
                        schedule(plan -> step -> plan.learningRate() / count.incrementAndGet()),
                        "schedules/toy/equal options give equal rates in any order"),
                new Defect(
                        "the rate falls below 0",
                        schedule(
                                plan ->
                                        step ->
                                                plan.learningRate()
                                                        * (plan.steps() - step)
                                                        / plan.steps()),
                        "schedules/toy/rates lie between 0 and the plan's"),
                new Defect(
                        "the rate rises above the plan's",
                        schedule(plan -> step -> plan.learningRate() * (1 + step)),
                        "schedules/toy/rates lie between 0 and the plan's"));
    }

    private static Plugin schedule(Function<TrainingPlan, Schedule> create) {
        return new ToyPlugin() {
            @Override
            public List<ScheduleFactory> schedules() {
                return List.of(
                        ScheduleFactory.of(
                                "toy",
                                (plan, options) -> {
                                    options.number("factor", 1.0);
                                    return create.apply(plan);
                                }));
            }
        };
    }

    private static List<Defect> formats() {
        return List.of(
                new Defect(
                        "an export writes an empty file",
                        format(
                                new ToyExportFormat() {
                                    @Override
                                    public void write(ExportedProgram program, Path directory)
                                            throws IOException {
                                        Files.createFile(directory.resolve("program.txt"));
                                    }
                                }),
                        "exportFormats/toy/a program with state is written"),
                new Defect(
                        "an export writes beside its directory",
                        format(
                                new ToyExportFormat() {
                                    @Override
                                    public void write(ExportedProgram program, Path directory)
                                            throws IOException {
                                        super.write(program, directory);
                                        Files.createFile(directory.resolveSibling("program.log"));
                                    }
                                }),
                        "exportFormats/toy/nothing is written beside the directory"));
    }

    private static Plugin format(ExportFormat format) {
        return new ToyPlugin() {
            @Override
            public List<ExportFormat> exportFormats() {
                return List.of(format);
            }
        };
    }
}
