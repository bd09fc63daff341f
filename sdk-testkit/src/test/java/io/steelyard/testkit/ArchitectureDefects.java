package io.steelyard.testkit;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Initializer;
import io.steelyard.model.Scope;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Initializers;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.spi.Plugin;
import io.steelyard.tensor.Shape;
import io.steelyard.testkit.PluginDefects.Defect;
import io.steelyard.testkit.toy.ToyArchitecture;
import io.steelyard.testkit.toy.ToyPlugin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Plugins whose architecture has one thing wrong. */
final class ArchitectureDefects {
    private ArchitectureDefects() {}

    static List<Defect> all() {
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

    /** The toy plugin with another architecture. */
    static Plugin architecture(ArchitectureFactory factory) {
        return new ToyPlugin() {
            @Override
            public List<ArchitectureFactory> architectures() {
                return List.of(factory);
            }
        };
    }
}
