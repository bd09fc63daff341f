package io.steelyard.testkit;

import static io.steelyard.testkit.ArchitectureDefects.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.spi.TrainedModel;
import io.steelyard.testkit.guiced.GuicedPlugin;
import io.steelyard.testkit.toy.ToyArchitecture;
import io.steelyard.testkit.toy.ToyBackendFactory;
import io.steelyard.testkit.toy.ToyPlugin;
import io.steelyard.testkit.toy.ToyTask;
import io.steelyard.testkit.toy.ToyTokenizerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Plugins with one thing wrong each. */
final class PluginDefects {
    private static final String OPTION =
            "backends/oracle/an unknown option is refused by naming the known";

    private PluginDefects() {}

    /**
     * A plugin that does not conform.
     *
     * @param caughtBy the check, as {@link ConformanceRun} names it
     */
    record Defect(String name, Plugin plugin, String caughtBy) {}

    static List<Defect> all() {
        return Stream.of(
                        registration(),
                        backends(),
                        tasks(),
                        ArchitectureDefects.all(),
                        TokenizerDefects.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Defect> registration() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "it is not in META-INF/services",
                        new Plugin() {},
                        "registration/the service loader finds it"),
                new Defect(
                        "a name has a space and a capital",
                        architecture(
                                new ToyArchitecture() {
                                    @Override
                                    public String modelType() {
                                        return "Toy net";
                                    }
                                }),
                        "registration/names are well-formed"),
                new Defect(
                        "two tokenizers have one name",
                        new ToyPlugin() {
                            @Override
                            public List<TokenizerFactory> tokenizers() {
                                return List.of(
                                        new ToyTokenizerFactory(), new ToyTokenizerFactory());
                            }
                        },
                        "registration/names are unique"),
                new Defect(
                        "a name is another one each time",
                        architecture(
                                new ToyArchitecture() {
                                    @Override
                                    public String modelType() {
                                        return "toy" + count.incrementAndGet();
                                    }
                                }),
                        "registration/the same names are given each time"),
                new Defect(
                        "its names are those of the toy plugin",
                        new ToyPlugin() {},
                        "registration/names are no other plugin's"),
                new Defect(
                        "a constructor takes an injector",
                        new GuicedPlugin(
                                () -> {
                                    throw new AssertionError("asked for");
                                }),
                        "registration/signatures name no Guice"));
    }

    private static List<Defect> backends() {
        return List.of(
                new Defect(
                        "the backend has another name",
                        backend(
                                new ToyBackendFactory() {
                                    @Override
                                    public String name() {
                                        return "seer";
                                    }
                                }),
                        "backends/seer/the backend has the name"),
                new Defect(
                        "any option is accepted",
                        backend(
                                new ToyBackendFactory() {
                                    @Override
                                    public Backend create(Map<String, String> options) {
                                        return super.create(Map.of());
                                    }
                                }),
                        OPTION),
                new Defect(
                        "an unknown option is refused without the known",
                        backend(
                                new ToyBackendFactory() {
                                    @Override
                                    public Backend create(Map<String, String> options) {
                                        if (options.containsKey("speed") && options.size() == 1) {
                                            return super.create(options);
                                        }
                                        throw new SteelyardException(
                                                ErrorCode.INVALID_ARGUMENT,
                                                "Not known: " + options.keySet());
                                    }
                                }),
                        OPTION),
                new Defect(
                        "a known option is refused",
                        backend(
                                new ToyBackendFactory() {
                                    @Override
                                    public Backend create(Map<String, String> options) {
                                        if (options.isEmpty()) {
                                            return super.create(options);
                                        }
                                        throw new SteelyardException(
                                                ErrorCode.INVALID_ARGUMENT,
                                                options.keySet() + " is not speed.");
                                    }
                                }),
                        "backends/oracle/each option is accepted"));
    }

    private static Plugin backend(BackendFactory factory) {
        return new ToyPlugin() {
            @Override
            public List<BackendFactory> backends() {
                return List.of(factory);
            }
        };
    }

    private static List<Defect> tasks() {
        String empty = "tasks/toy/an empty directory is refused by its name";
        return List.of(
                new Defect(
                        "the task has another id",
                        task(
                                new ToyTask() {
                                    @Override
                                    public String id() {
                                        return "game";
                                    }
                                }),
                        "tasks/toy/the task has the id and the type"),
                new Defect(
                        "what is not there is loaded",
                        task(
                                new ToyTask() {
                                    @Override
                                    public TrainedModel load(Path directory) {
                                        return new NoModel();
                                    }
                                }),
                        empty),
                new Defect(
                        "the refusal does not say what was refused",
                        task(
                                new ToyTask() {
                                    @Override
                                    public TrainedModel load(Path directory) {
                                        throw new SteelyardException(
                                                ErrorCode.FILE_NOT_FOUND, "There is no model.");
                                    }
                                }),
                        empty),
                new Defect(
                        "the refusal is a bug",
                        task(
                                new ToyTask() {
                                    @Override
                                    public TrainedModel load(Path directory) {
                                        throw new IllegalStateException(directory.toString());
                                    }
                                }),
                        "tasks/toy/a directory that is not there is refused by its name"));
    }

    private record NoModel() implements TrainedModel {
        @Override
        public void save(Path directory) {}

        @Override
        public void close() {}
    }

    private static Plugin task(Task task) {
        return new ToyPlugin() {
            @Override
            public List<TaskFactory<?>> tasks() {
                return List.of(ToyPlugin.factory(task));
            }
        };
    }
}
