package io.steelyard;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TokenizerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** What the installed plugins offer, by name. Immutable and safe for use from many threads. */
public final class Plugins {
    private final Map<String, BackendFactory> backends;
    private final Map<String, TaskFactory<?>> tasks;
    private final Map<String, ArchitectureFactory> architectures;
    private final Map<String, TokenizerFactory> tokenizers;
    private final Map<String, TableFormat> tableFormats;
    private final Map<String, ExportFormat> exportFormats;

    private Plugins(List<Plugin> more) {
        List<Plugin> plugins = new ArrayList<>(List.of(new StandardPlugin()));
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
        for (Plugin plugin : plugins) {
            for (F factory : extension.apply(plugin)) {
                F other = factories.putIfAbsent(name.apply(factory), factory);
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
                                    + factory.getClass().getName()
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
        return find("task", tasks, id, "Add the plugin that brings it to the class path.");
    }

    /** The architecture of a model type. Throws {@code NOT_REGISTERED} naming those there are. */
    public ArchitectureFactory architecture(String modelType) {
        return find(
                "architecture",
                architectures,
                modelType,
                "Add the plugin that brings it to the class path.");
    }

    /** The tokenizer factory of a kind. Throws {@code NOT_REGISTERED} naming those there are. */
    public TokenizerFactory tokenizer(String kind) {
        return find(
                "tokenizer", tokenizers, kind, "Add the plugin that brings it to the class path.");
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
