package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.steelyard.Plugins;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.LossFactory;
import io.steelyard.spi.MetricFactory;
import io.steelyard.spi.OptimizerFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TokenizerFactory;

import org.junit.jupiter.api.DynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** How a plugin is found and by which names what it brings is chosen. */
final class RegistrationChecks {
    /** As on a command line and in the files of models: {@code text-generation}, {@code gpt2}. */
    private static final String WELL_FORMED = "[a-z0-9]+([._-][a-z0-9]+)*";

    private final Plugin plugin;

    RegistrationChecks(Plugin plugin) {
        this.plugin = plugin;
    }

    Stream<DynamicTest> tests() {
        return Stream.of(
                DynamicTest.dynamicTest("the service loader finds it", this::isFound),
                DynamicTest.dynamicTest("names are well-formed", this::wellFormed),
                DynamicTest.dynamicTest("names are unique", this::unique),
                DynamicTest.dynamicTest("the same names are given each time", this::repeats),
                DynamicTest.dynamicTest("names are no other plugin's", this::besideOthers),
                DynamicTest.dynamicTest("signatures name no Guice", this::noGuice));
    }

    private void isFound() {
        assertThat(
                        ServiceLoader.load(Plugin.class).stream()
                                .map(ServiceLoader.Provider::type)
                                .map(Class::getName))
                .as("plugins in META-INF/services/%s", Plugin.class.getName())
                .contains(plugin.getClass().getName());
    }

    /** What it brings, by the extension point. */
    private static Map<String, List<String>> names(Plugin plugin) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        names.put("backends", plugin.backends().stream().map(BackendFactory::name).toList());
        names.put(
                "tasks", plugin.tasks().stream().map(factory -> factory.taskName().id()).toList());
        names.put(
                "architectures",
                plugin.architectures().stream().map(ArchitectureFactory::modelType).toList());
        names.put("tokenizers", plugin.tokenizers().stream().map(TokenizerFactory::kind).toList());
        names.put("losses", plugin.losses().stream().map(LossFactory::name).toList());
        names.put("optimizers", plugin.optimizers().stream().map(OptimizerFactory::name).toList());
        names.put("metrics", plugin.metrics().stream().map(MetricFactory::name).toList());
        names.put("schedules", plugin.schedules().stream().map(ScheduleFactory::name).toList());
        names.put("table formats", plugin.tableFormats().stream().map(TableFormat::name).toList());
        names.put(
                "export formats", plugin.exportFormats().stream().map(ExportFormat::name).toList());
        return names;
    }

    private void wellFormed() {
        names(plugin)
                .forEach(
                        (what, names) ->
                                assertThat(names)
                                        .as("names of %s", what)
                                        .allMatch(
                                                name -> name.matches(WELL_FORMED),
                                                "lower-case letters and digits, in words joined by"
                                                        + " '-', '_' or '.'"));
    }

    private void unique() {
        names(plugin)
                .forEach(
                        (what, names) ->
                                assertThat(names).as("names of %s", what).doesNotHaveDuplicates());
    }

    private void repeats() {
        assertThat(names(plugin)).isEqualTo(names(plugin));
    }

    private void besideOthers() {
        boolean found =
                ServiceLoader.load(Plugin.class).stream()
                        .anyMatch(provider -> provider.type() == plugin.getClass());
        assertThatCode(() -> Plugins.discover(found ? List.of() : List.of(plugin)))
                .doesNotThrowAnyException();
    }

    private void noGuice() {
        assertThat(PublicSignatures.naming(plugin.getClass(), "com.google.inject"))
                .as("public signatures that name a type of Guice, which an application may lack")
                .isEmpty();
    }
}
