package io.steelyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Recorder;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.ExportedProgram;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskName;
import io.steelyard.spi.TrainedModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class SteelyardTest {
    private final FakePlugin slow = new FakePlugin("slow", 1);
    private final FakePlugin fast = new FakePlugin("fast", 9);

    @Test
    void isWiredStepByStep() {
        FakePlugin.FakeBackend backend;
        try (Steelyard sdk =
                Steelyard.builder()
                        .plugin(slow)
                        .backend("slow")
                        .backendOption("threads", "2")
                        .backendOption("fast-math", "no")
                        .create()) {
            backend = slow.started.getFirst();
            assertThat(sdk.backend()).isSameAs(backend);
            assertThat(backend.options).isEqualTo(Map.of("threads", "2", "fast-math", "no"));
            assertThat(sdk.plugins().backends()).containsOnlyKeys("slow");
            assertThat(backend.closed).isFalse();
        }
        assertThat(backend.closed).isTrue();
        assertThat(slow.started).hasSize(1);
    }

    @Test
    void takesThePreferredBackendWhenNoneIsNamed() {
        var configuration =
                SteelyardConfiguration.defaults()
                        .withPlugin(new BackendOnly(slow))
                        .withPlugin(fast);
        try (Steelyard sdk = Steelyard.create(configuration)) {
            assertThat(sdk.backend().name()).isEqualTo("fast");
        }
        try (Steelyard sdk = Steelyard.create(configuration.withBackend("slow"))) {
            assertThat(sdk.backend().name()).isEqualTo("slow");
        }
    }

    @Test
    void exportsIntoADirectoryThatIsThereWholeOrNotAtAll(@TempDir Path parent) throws IOException {
        ExportedProgram program =
                new ExportedProgram(new Recorder("nothing").finish(Map.of()), Map.of());
        Path out = parent.resolve("exported");
        try (Steelyard sdk =
                Steelyard.builder()
                        .plugin(fast)
                        .plugin(new Formats(new NameFormat(), new BrokenFormat()))
                        .create()) {
            refuses(
                    () -> sdk.export(() -> program, "nam", out),
                    ErrorCode.NOT_REGISTERED,
                    "There is no export format named 'nam'. Did you mean 'name'? Known are: broken,"
                            + " name. Add the module that brings it to the class path.");
            refuses(
                    () -> sdk.export(() -> program, "broken", out),
                    ErrorCode.WRITE_FAILED,
                    out
                            + " could not be written: the pen is empty. Nothing that was saved"
                            + " before is lost.");
            assertThat(parent).isEmptyDirectory();

            sdk.export(() -> program, "name", out);

            assertThat(out.resolve("name.txt")).hasContent("nothing");
            refuses(
                    () -> sdk.export(() -> program, "name", out),
                    ErrorCode.INVALID_ARGUMENT,
                    out
                            + " exists already, and an export overwrites nothing; name a directory"
                            + " that does not exist.");
        }
    }

    private static final class Formats implements Plugin {
        private final List<ExportFormat> formats;

        Formats(ExportFormat... formats) {
            this.formats = List.of(formats);
        }

        @Override
        public List<ExportFormat> exportFormats() {
            return formats;
        }
    }

    private static final class NameFormat implements ExportFormat {
        @Override
        public String name() {
            return "name";
        }

        @Override
        public void write(ExportedProgram program, Path directory) throws IOException {
            Files.writeString(directory.resolve("name.txt"), program.function().name());
        }
    }

    private static final class BrokenFormat implements ExportFormat {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public void write(ExportedProgram program, Path directory) throws IOException {
            Files.createFile(directory.resolve("half.txt"));
            throw new IOException("the pen is empty");
        }
    }

    @Test
    void givesTheTaskOfAPlugin() {
        try (Steelyard sdk = Steelyard.builder().plugin(fast).create()) {
            FakePlugin.Echo task = sdk.task(FakePlugin.ECHO);

            assertThat(task.context().backend()).isSameAs(sdk.backend());
            assertThat(sdk.task("echo").id()).isEqualTo("echo");
            refuses(
                    () -> sdk.task("ecco"),
                    ErrorCode.NOT_REGISTERED,
                    "There is no task named 'ecco'. Did you mean 'echo'? Known are: echo. Add the"
                            + " plugin that brings it to the class path.");
            refuses(
                    () -> sdk.task(new TaskName<>("echo", OtherTask.class)),
                    ErrorCode.NOT_REGISTERED,
                    "The task 'echo' is a io.steelyard.FakePlugin$Echo; asked for was a"
                        + " io.steelyard.SteelyardTest$OtherTask. Two versions of a plugin may be"
                        + " on the class path.");
            refuses(
                    () -> task.context().tokenizer("bpe"),
                    ErrorCode.NOT_REGISTERED,
                    "There is no tokenizer named 'bpe'. None is known. Add the plugin that brings"
                            + " it to the class path.");
        }
    }

    /** What no plugin brings. */
    private interface OtherTask extends Task {
        @Override
        TrainedModel load(Path directory);
    }

    @Test
    void problemsComeOutAsTheyAreAndNotInGuicesExceptions() {
        refuses(
                () -> Steelyard.builder().plugin(slow).backend("slwo").create(),
                ErrorCode.NOT_REGISTERED,
                "There is no backend named 'slwo'. Known are: slow. Add the module of the backend"
                        + " to the class path.");
        refuses(
                () -> Steelyard.builder().plugin(slow).backendOption("broken", "yes").create(),
                ErrorCode.BACKEND_UNSUPPORTED,
                "There is no device; add one.");
        refuses(
                Steelyard::create,
                ErrorCode.NOT_REGISTERED,
                "There is no backend on the class path. Add steelyard-backend-reference, which"
                        + " needs nothing but a JVM.");
    }

    @Test
    void twoPluginsOfOneNameAreRefused() {
        refuses(
                () -> Steelyard.builder().plugin(slow).plugin(new FakePlugin("slow", 2)).create(),
                ErrorCode.INVALID_ARGUMENT,
                "Two plugins bring a backend named 'slow': io.steelyard.FakePlugin and"
                        + " io.steelyard.FakePlugin. Remove one of them.");
    }

    @Test
    void preferenceThenNameDecides() {
        Plugins plugins =
                Plugins.of(
                        new BackendOnly(new FakePlugin("b", 3)),
                        new BackendOnly(new FakePlugin("a", 3)),
                        new BackendOnly(new FakePlugin("c", 2)));

        assertThat(plugins.preferredBackend().name()).isEqualTo("a");
        assertThat(plugins.backends()).containsOnlyKeys("a", "b", "c");
        assertThat(plugins.tasks()).isEmpty();
        refuses(
                () -> plugins.architecture("gpt2"),
                ErrorCode.NOT_REGISTERED,
                "There is no architecture named 'gpt2'. None is known. Add the plugin that brings"
                        + " it to the class path.");
    }

    /**
     * An application with its own injector, bindings that are made on demand, and a constructor.
     */
    static final class Application {
        private final Steelyard sdk;
        private final Backend backend;

        @Inject
        Application(Steelyard sdk, Backend backend) {
            this.sdk = sdk;
            this.backend = backend;
        }
    }

    @Test
    void anApplicationInstallsTheModule() {
        Injector injector =
                Guice.createInjector(
                        new AbstractModule() {
                            @Override
                            protected void configure() {
                                install(
                                        new SteelyardModule(
                                                SteelyardConfiguration.defaults()
                                                        .withPlugin(fast)));
                                bind(String.class).toInstance("the application's own");
                            }
                        });
        Application application = injector.getInstance(Application.class);

        assertThat(application.sdk.backend()).isSameAs(application.backend);
        assertThat(injector.getInstance(Steelyard.class)).isSameAs(application.sdk);
        assertThat(injector.getInstance(TaskContext.class).backend()).isSameAs(application.backend);
        assertThat(injector.getInstance(Plugins.class)).isSameAs(application.sdk.plugins());
        assertThat(fast.started).hasSize(1);
        application.sdk.close();
        assertThat(fast.started.getFirst().closed).isTrue();
    }

    @Test
    void anApplicationsInjectorGivesTheProblemAsTheCause() {
        Injector injector = Guice.createInjector(new SteelyardModule());

        assertThatThrownBy(() -> injector.getInstance(Steelyard.class))
                .isInstanceOf(ProvisionException.class)
                .hasCauseInstanceOf(SteelyardException.class);
    }

    @Test
    void aPluginThatCannotBeLoadedIsNamed(@TempDir Path classes) throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.steelyard.spi.Plugin"), "com.example.Missing\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URI location = classes.toUri();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {location.toURL()}, before)) {
            thread.setContextClassLoader(loader);
            refuses(
                    Steelyard::create,
                    ErrorCode.NOT_REGISTERED,
                    "A plugin on the class path cannot be loaded: io.steelyard.spi.Plugin: Provider"
                            + " com.example.Missing not found. Repair its jar or remove it.");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }

    /** The backends of another plugin. */
    private record BackendOnly(FakePlugin plugin) implements Plugin {
        @Override
        public List<BackendFactory> backends() {
            return plugin.backends();
        }
    }
}
