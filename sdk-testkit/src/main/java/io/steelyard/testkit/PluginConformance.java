package io.steelyard.testkit;

import io.steelyard.spi.Backend;
import io.steelyard.spi.Plugin;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a plugin must do, as tests. The author of a plugin writes one subclass:
 *
 * <pre>{@code
 * final class MyPluginTest extends PluginConformance {
 *     protected Plugin plugin() {
 *         return new MyPlugin();
 *     }
 * }
 * }</pre>
 *
 * <p>A plugin that brings architectures, tokenizers, losses, optimizers, metrics or schedules gives
 * a case for each as well, and one whose backends have options names them. What a backend computes
 * is the business of {@link BackendConformance}.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class PluginConformance {
    /** For subclasses. */
    protected PluginConformance() {}

    /** A new plugin. */
    protected abstract Plugin plugin();

    /** One case or more for each architecture of the plugin. */
    protected List<ArchitectureCase> architectureCases() {
        return List.of();
    }

    /** One case or more for each kind of tokenizer of the plugin. */
    protected List<TokenizerCase> tokenizerCases() {
        return List.of();
    }

    /** One case or more for each loss of the plugin. */
    protected List<LossCase> lossCases() {
        return List.of();
    }

    /** One case or more for each optimizer of the plugin. */
    protected List<OptimizerCase> optimizerCases() {
        return List.of();
    }

    /** One case or more for each metric of the plugin. */
    protected List<MetricCase> metricCases() {
        return List.of();
    }

    /** One case or more for each schedule of the plugin. */
    protected List<ScheduleCase> scheduleCases() {
        return List.of();
    }

    /**
     * The options of a backend of the plugin, each with a value that it accepts.
     *
     * @param backend its name
     */
    protected Map<String, String> backendOptions(String backend) {
        return Map.of();
    }

    /** Starts what models and tasks run on; the oracle unless overridden. The kit closes it. */
    protected Backend backend() {
        return new OracleBackend();
    }

    /** The tests by the names of their factories, for tests of the kit. */
    final Map<String, Supplier<Stream<? extends DynamicNode>>> factories() {
        Map<String, Supplier<Stream<? extends DynamicNode>>> factories = new LinkedHashMap<>();
        factories.put("registration", this::registration);
        factories.put("backends", this::backends);
        factories.put("tasks", this::tasks);
        factories.put("architectures", this::architectures);
        factories.put("tokenizers", this::tokenizers);
        factories.put("losses", this::losses);
        factories.put("optimizers", this::optimizers);
        factories.put("metrics", this::metrics);
        factories.put("schedules", this::schedules);
        factories.put("exportFormats", this::exportFormats);
        return factories;
    }

    /** It is found, its names are its own, and its classes need no library to be called. */
    @TestFactory
    public final Stream<DynamicTest> registration() {
        return new RegistrationChecks(plugin()).tests();
    }

    /** Each backend has the name of its factory, starts, and refuses options it does not know. */
    @TestFactory
    public final Stream<DynamicNode> backends() {
        return new BackendFactoryChecks(this::backendOptions).tests(plugin().backends());
    }

    /** Each task is of the type and id of its factory, and refuses what it did not save. */
    @TestFactory
    public final Stream<DynamicNode> tasks() {
        return new TaskChecks(plugin(), this::backend).tests();
    }

    /** Each model records the same parameters in both modes, and is the same after a file. */
    @TestFactory
    public final Stream<DynamicNode> architectures() {
        return new ArchitectureChecks(this::backend)
                .tests(plugin().architectures(), architectureCases());
    }

    /** Each tokenizer gives a text back, unless its case is lossy, and is the same after a file. */
    @TestFactory
    public final Stream<DynamicNode> tokenizers() {
        return new TokenizerChecks().tests(plugin().tokenizers(), tokenizerCases());
    }

    /** Each loss is a scalar with the gradient that it has, and takes the options that it names. */
    @TestFactory
    public final Stream<DynamicNode> losses() {
        return new LossChecks().tests(plugin().losses(), lossCases());
    }

    /** Each optimizer goes downhill, and takes the options that it names. */
    @TestFactory
    public final Stream<DynamicNode> optimizers() {
        return new OptimizerChecks(this::backend).tests(plugin().optimizers(), optimizerCases());
    }

    /** Each metric gives a known figure, and the same from batches. */
    @TestFactory
    public final Stream<DynamicNode> metrics() {
        return new MetricChecks().tests(plugin().metrics(), metricCases());
    }

    /** Each schedule follows from the step, and stays within the rate of its plan. */
    @TestFactory
    public final Stream<DynamicNode> schedules() {
        return new ScheduleChecks().tests(plugin().schedules(), scheduleCases());
    }

    /** Each format writes a program where it was told to. */
    @TestFactory
    public final Stream<DynamicNode> exportFormats() {
        return new ExportFormatChecks().tests(plugin().exportFormats());
    }
}
