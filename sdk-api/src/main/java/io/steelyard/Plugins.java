package io.steelyard;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Component;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.Loss;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.Metric;
import io.steelyard.spi.MetricFactory;
import io.steelyard.spi.Optimizer;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Registry;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.spi.TrainingPlan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** What the installed plugins offer, by name. Immutable and safe for use from many threads. */
public final class Plugins implements Registry {
    private static final String PLUGIN = "Add the plugin that brings it to the class path.";

    private final Map<String, BackendFactory> backends;
    private final Map<String, TaskFactory<?>> tasks;
    private final Map<String, ArchitectureFactory> architectures;
    private final Map<String, TokenizerFactory> tokenizers;
    private final Map<String, LossFactory> losses;
    private final Map<String, OptimizerFactory> optimizers;
    private final Map<String, MetricFactory> metrics;
    private final Map<String, ScheduleFactory> schedules;
    private final Map<String, TableFormat> tableFormats;
    private final Map<String, ExportFormat> exportFormats;

    private Plugins(List<Plugin> more) {
        List<Plugin> plugins = new ArrayList<>(List.of(new StandardPlugin(this)));
        plugins.addAll(more);
        backends = register("backend", plugins, Plugin::backends, BackendFactory::name);
        tasks = register("task", plugins, Plugin::tasks, factory -> factory.taskName().id());
        architectures =
                register(
                        "architecture",
                        plugins,
                        Plugin::architectures,
                        ArchitectureFactory::modelType);
        tokenizers = register("tokenizer", plugins, Plugin::tokenizers, TokenizerFactory::kind);
        losses = register("loss", plugins, Plugin::losses, LossFactory::name);
        optimizers = register("optimizer", plugins, Plugin::optimizers, OptimizerFactory::name);
        metrics = register("metric", plugins, Plugin::metrics, MetricFactory::name);
        schedules = register("schedule", plugins, Plugin::schedules, ScheduleFactory::name);
        tableFormats = register("table format", plugins, Plugin::tableFormats, TableFormat::name);
        exportFormats =
                register("export format", plugins, Plugin::exportFormats, ExportFormat::name);
    }

    /**
     * The plugins that {@link ServiceLoader} finds, and the given ones. Throws {@code
     * INVALID_ARGUMENT} when two bring the same name, and {@code NOT_REGISTERED} when one that is
     * found cannot be loaded.
     */
    public static Plugins discover(Collection<Plugin> more) {
        List<Plugin> plugins = new ArrayList<>();
        try {
            ServiceLoader.load(Plugin.class).forEach(plugins::add);
        } catch (ServiceConfigurationError broken) {
            throw new SteelyardException(
                    ErrorCode.NOT_REGISTERED,
                    "A plugin on the class path cannot be loaded: "
                            + broken.getMessage()
                            + ". Repair its jar or remove it.",
                    broken);
        }
        plugins.addAll(more);
        return new Plugins(plugins);
    }

    /**
     * The given plugins and no others, beside what the SDK brings itself. Throws {@code
     * INVALID_ARGUMENT} when two bring the same name.
     */
    public static Plugins of(Plugin... plugins) {
        return new Plugins(List.of(plugins));
    }

    private static <F> Map<String, F> register(
            String what,
            List<Plugin> plugins,
            Function<Plugin, List<F>> extension,
            Function<F, String> name) {
        Map<String, F> factories = new TreeMap<>();
        Map<String, Plugin> owners = new HashMap<>();
        for (Plugin plugin : plugins) {
            for (F factory : extension.apply(plugin)) {
                factories.put(name.apply(factory), factory);
                Plugin other = owners.putIfAbsent(name.apply(factory), plugin);
                if (other != null) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Two plugins bring a "
                                    + what
                                    + " named '"
                                    + name.apply(factory)
                                    + "': "
                                    + other.getClass().getName()
                                    + " and "
                                    + plugin.getClass().getName()
                                    + ". Remove one of them.");
                }
            }
        }
        return Collections.unmodifiableMap(factories);
    }

    /** Backends by name. */
    public Map<String, BackendFactory> backends() {
        return backends;
    }

    /** Tasks by id. */
    public Map<String, TaskFactory<?>> tasks() {
        return tasks;
    }

    /** Architectures by {@code model_type}. */
    public Map<String, ArchitectureFactory> architectures() {
        return architectures;
    }

    /** Tokenizer factories by kind. */
    public Map<String, TokenizerFactory> tokenizers() {
        return tokenizers;
    }

    /** Losses by name. */
    public Map<String, LossFactory> losses() {
        return losses;
    }

    /** Optimizers by name. */
    public Map<String, OptimizerFactory> optimizers() {
        return optimizers;
    }

    /** Metrics by name. */
    public Map<String, MetricFactory> metrics() {
        return metrics;
    }

    /** Schedules by name. */
    public Map<String, ScheduleFactory> schedules() {
        return schedules;
    }

    /** Formats of tables by name. */
    public Map<String, TableFormat> tableFormats() {
        return tableFormats;
    }

    /** Export formats by name. */
    public Map<String, ExportFormat> exportFormats() {
        return exportFormats;
    }

    /** The backend of a name. Throws {@code NOT_REGISTERED} naming those there are. */
    public BackendFactory backend(String name) {
        return find("backend", backends, name, "Add the module of the backend to the class path.");
    }

    /**
     * The backend with the highest preference, then the first by name. Throws {@code
     * NOT_REGISTERED} when there is none.
     */
    public BackendFactory preferredBackend() {
        return backends.values().stream()
                .min(
                        Comparator.comparingInt((BackendFactory factory) -> -factory.preference())
                                .thenComparing(BackendFactory::name))
                .orElseThrow(
                        () ->
                                new SteelyardException(
                                        ErrorCode.NOT_REGISTERED,
                                        "There is no backend on the class path. Add"
                                            + " steelyard-backend-reference, which needs nothing"
                                            + " but a JVM."));
    }

    /** The task of an id. Throws {@code NOT_REGISTERED} naming those there are. */
    public TaskFactory<?> task(String id) {
        return find("task", tasks, id, PLUGIN);
    }

    /** The architecture of a model type. Throws {@code NOT_REGISTERED} naming those there are. */
    public ArchitectureFactory architecture(String modelType) {
        return find("architecture", architectures, modelType, PLUGIN);
    }

    /** The tokenizer factory of a kind. Throws {@code NOT_REGISTERED} naming those there are. */
    public TokenizerFactory tokenizer(String kind) {
        return find("tokenizer", tokenizers, kind, PLUGIN);
    }

    @Override
    public Loss loss(Component component) {
        return find("loss", losses, component.name(), PLUGIN).create(component.options());
    }

    @Override
    public Optimizer optimizer(Component component) {
        return find("optimizer", optimizers, component.name(), PLUGIN).create(component.options());
    }

    @Override
    public Metric metric(Component component) {
        return find("metric", metrics, component.name(), PLUGIN).create(component.options());
    }

    @Override
    public Schedule schedule(Component component, TrainingPlan plan) {
        return find("schedule", schedules, component.name(), PLUGIN)
                .create(plan, component.options());
    }

    /**
     * The format of a table by the ending of the file's name. Throws {@code NOT_REGISTERED} naming
     * the endings there are.
     */
    public TableFormat tableFormat(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (TableFormat format : tableFormats.values()) {
            if (format.extensions().stream().anyMatch(ending -> name.endsWith("." + ending))) {
                return format;
            }
        }
        List<String> endings =
                tableFormats.values().stream()
                        .flatMap(format -> format.extensions().stream())
                        .map(ending -> "." + ending)
                        .sorted()
                        .toList();
        throw new SteelyardException(
                ErrorCode.NOT_REGISTERED,
                "No format of tables is known for "
                        + file
                        + "; known are files that end in "
                        + String.join(", ", endings)
                        + ". Rename the file, or add the plugin that reads it to the class path.");
    }

    /** The export format of a name. Throws {@code NOT_REGISTERED} naming those there are. */
    public ExportFormat exportFormat(String name) {
        return find(
                "export format",
                exportFormats,
                name,
                "Add the module that brings it to the class path.");
    }

    private static <F> F find(String what, Map<String, F> factories, String name, String remedy) {
        F factory = factories.get(name);
        if (factory == null) {
            throw new SteelyardException(
                    ErrorCode.NOT_REGISTERED,
                    "There is no "
                            + what
                            + " named '"
                            + name
                            + "'. "
                            + Suggestions.among(name, factories.keySet())
                            + " "
                            + remedy);
        }
        return factory;
    }
}
