package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Plugin;
import io.steelyard.spi.Task;
import io.steelyard.spi.TaskFactory;
import io.steelyard.spi.Tokenizer;
import io.steelyard.spi.TokenizerFactory;
import io.steelyard.spi.TrainedModel;
import io.steelyard.tensor.Shape;
import io.steelyard.testkit.guiced.GuicedPlugin;
import io.steelyard.testkit.toy.ToyArchitecture;
import io.steelyard.testkit.toy.ToyBackendFactory;
import io.steelyard.testkit.toy.ToyPlugin;
import io.steelyard.testkit.toy.ToyTask;
import io.steelyard.testkit.toy.ToyTokenizer;
import io.steelyard.testkit.toy.ToyTokenizerFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        return Stream.of(registration(), backends(), tasks(), architectures(), tokenizers())
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

    private static List<Defect> architectures() {
        AtomicInteger count = new AtomicInteger();
        Initializer drifting =
                (random, type) ->
                        random.key()
                                .recorder()
                                .constant(type.dtype(), count.incrementAndGet())
                                .broadcastTo(type.shape());
        return List.of(
                new Defect(
                        "an architecture has no case",
                        architecture(
                                new ToyArchitecture() {
                                    @Override
                                    public String modelType() {
                                        return "unheard-of";
                                    }
                                }),
                        "architectures/each architecture has a case"),
                new Defect(
                        "the bias is there in training alone",
                        model(
                                (scope, features) -> {
                                    Tensor y = toy(scope, features);
                                    return scope.training()
                                            ? y.add(bias(scope, Initializers.zeros()))
                                            : y;
                                }),
                        "architectures/toy/both modes have the same parameters"),
                new Defect(
                        "a number is drawn outside the program",
                        model(
                                (scope, features) ->
                                        toy(scope, features).mul(count.incrementAndGet())),
                        "architectures/toy/a saved model predicts the same"),
                new Defect(
                        "the program is another one each time",
                        model(
                                (scope, features) ->
                                        toy(scope, features).mul(count.incrementAndGet())),
                        "architectures/toy/equal configurations give equal programs"),
                new Defect(
                        "an initializer has a state",
                        model((scope, features) -> toy(scope, features).add(bias(scope, drifting))),
                        "architectures/toy/first contents follow from the seed"),
                new Defect(
                        "a missing entry is not named",
                        architecture(
                                new ToyArchitecture() {
                                    @Override
                                    public Model create(Map<String, Object> config) {
                                        if (config.containsKey("channels")) {
                                            return super.create(config);
                                        }
                                        throw new SteelyardException(
                                                ErrorCode.INVALID_ARGUMENT, "Incomplete.");
                                    }
                                }),
                        "architectures/toy/an entry that is missing is named"),
                new Defect(
                        "an entry is cast",
                        architecture(
                                new ToyArchitecture() {
                                    @Override
                                    public Model create(Map<String, Object> config) {
                                        Integer channels = (Integer) config.get("channels");
                                        return super.create(Map.of("channels", channels));
                                    }
                                }),
                        "architectures/toy/an entry of another type is refused"));
    }

    private static Tensor toy(Scope scope, Features features) {
        return scope.apply("dense", new Dense(3), features.get("x"));
    }

    private static Tensor bias(Scope scope, Initializer initializer) {
        return scope.parameter("bias", Shape.of(3), initializer);
    }

    private static Plugin model(Model model) {
        return architecture(
                new ToyArchitecture() {
                    @Override
                    public Model create(Map<String, Object> config) {
                        return model;
                    }
                });
    }

    private static Plugin architecture(ArchitectureFactory factory) {
        return new ToyPlugin() {
            @Override
            public List<ArchitectureFactory> architectures() {
                return List.of(factory);
            }
        };
    }

    private static List<Defect> tokenizers() {
        AtomicInteger count = new AtomicInteger();
        return List.of(
                new Defect(
                        "a tokenizer has no case",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public String kind() {
                                        return "unheard-of";
                                    }
                                }),
                        "tokenizers/each kind has a case"),
                new Defect(
                        "the tokenizer is of another kind",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public String kind() {
                                        return "game";
                                    }
                                }),
                        "tokenizers/toy/it is of the kind"),
                new Defect(
                        "letters become small",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public int[] encode(String text) {
                                        return super.encode(text.toLowerCase(Locale.ROOT));
                                    }
                                }),
                        "tokenizers/toy/texts survive it"),
                new Defect(
                        "an id lies outside the vocabulary",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public int vocabularySize() {
                                        return 100;
                                    }
                                }),
                        "tokenizers/toy/texts survive it"),
                new Defect(
                        "any id is taken",
                        tokenizer(
                                new ToyTokenizer(0) {
                                    @Override
                                    public byte[] bytes(int token) {
                                        return super.bytes(token & 0xff);
                                    }
                                }),
                        "tokenizers/toy/ids outside the vocabulary are refused"),
                new Defect(
                        "what is learned depends on what was learned before",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public Tokenizer train(String text, Optional<Integer> size) {
                                        return new ToyTokenizer(count.incrementAndGet() & 0xff);
                                    }
                                }),
                        "tokenizers/toy/it is learned alike twice"),
                new Defect(
                        "what was learned is not loaded",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public Tokenizer load(Path directory) {
                                        return new ToyTokenizer(0);
                                    }
                                }),
                        "tokenizers/toy/it survives its file"),
                new Defect(
                        "every directory is claimed",
                        tokenizer(
                                new ToyTokenizerFactory() {
                                    @Override
                                    public boolean reads(Path directory) {
                                        return true;
                                    }
                                }),
                        "tokenizers/toy/an empty directory is not read"));
    }

    private static Plugin tokenizer(Tokenizer tokenizer) {
        return tokenizer(
                new ToyTokenizerFactory() {
                    @Override
                    public Tokenizer train(String text, Optional<Integer> size) {
                        return tokenizer;
                    }
                });
    }

    private static Plugin tokenizer(TokenizerFactory factory) {
        return new ToyPlugin() {
            @Override
            public List<TokenizerFactory> tokenizers() {
                return List.of(factory);
            }
        };
    }
}
