package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Plugins;
import io.steelyard.error.ErrorCode;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Registry;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskContext;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TokenizerFactory;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;

import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** That a task is what its factory says, and loads nothing that is not there. */
final class TaskChecks {
    private final Plugin plugin;
    private final Supplier<Backend> backends;

    TaskChecks(Plugin plugin, Supplier<Backend> backends) {
        this.plugin = plugin;
        this.backends = backends;
    }

    private record Context(Backend backend, Plugins plugins) implements TaskContext {
        @Override
        public TokenizerFactory tokenizer(String kind) {
            return plugins.tokenizer(kind);
        }

        @Override
        public ArchitectureFactory architecture(String modelType) {
            return plugins.architecture(modelType);
        }

        @Override
        public Registry registry() {
            return plugins;
        }
    }

    Stream<DynamicNode> tests() {
        return plugin.tasks().stream()
                .map(
                        factory ->
                                DynamicContainer.dynamicContainer(
                                        factory.taskName().id(),
                                        Stream.of(
                                                test(
                                                        "the task has the id and the type",
                                                        factory,
                                                        task -> isWhatItSays(factory, task)),
                                                test(
                                                        "an empty directory is refused by its name",
                                                        factory,
                                                        TaskChecks::refusesEmpty),
                                                test(
                                                        "a directory that is not there is refused"
                                                                + " by its name",
                                                        factory,
                                                        TaskChecks::refusesMissing))));
    }

    private DynamicTest test(String name, TaskFactory<?> factory, ThrowingConsumer<Task> body) {
        return DynamicTest.dynamicTest(
                name,
                () -> {
                    try (Backend backend = backends.get()) {
                        body.accept(factory.create(new Context(backend, Plugins.of(plugin))));
                    }
                });
    }

    private static void isWhatItSays(TaskFactory<?> factory, Task task) {
        assertThat(task.id()).isEqualTo(factory.taskName().id());
        assertThat(task).isInstanceOf(factory.taskName().type());
    }

    private static void refusesEmpty(Task task) throws Exception {
        try (TemporaryDirectory empty = TemporaryDirectory.create()) {
            refuses(task, empty.path());
        }
    }

    private static void refusesMissing(Task task) throws Exception {
        try (TemporaryDirectory empty = TemporaryDirectory.create()) {
            refuses(task, empty.path().resolve("not-there"));
        }
    }

    private static void refuses(Task task, Path directory) {
        String message =
                Refusals.message(
                        "a directory without a model",
                        () -> task.load(directory).close(),
                        ErrorCode.FILE_NOT_FOUND,
                        ErrorCode.INVALID_FILE,
                        ErrorCode.INCOMPATIBLE_CHECKPOINT);
        assertThat(message).contains(directory.toString());
    }
}
