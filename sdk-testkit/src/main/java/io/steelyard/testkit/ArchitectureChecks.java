package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.Safetensors;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Executable;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.train.ModelState;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** That a model is its configuration: recorded, initialized and saved, it is the same again. */
final class ArchitectureChecks {
    private static final long SEED = 7;
    private static final EnumSet<Variable.Kind> SAVED =
            EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER);

    private final Supplier<Backend> backends;

    ArchitectureChecks(Supplier<Backend> backends) {
        this.backends = backends;
    }

    /** A model applied to symbolic features, in the order of their names. */
    private record Recorded(Function function, Collection<Variable> variables) {
        static Recorded of(Model model, ArchitectureCase one, Mode mode) {
            Recording recording = new Recording(one.modelType(), mode, SEED);
            Map<String, Tensor> features = new LinkedHashMap<>();
            ordered(one)
                    .forEach(
                            (name, array) ->
                                    features.put(
                                            name, recording.recorder().input(name, array.type())));
            Tensor predictions = model.forward(recording.root(), new Features(features));
            return new Recorded(
                    recording.finish(Map.of("predictions", predictions)), recording.variables());
        }

        /** Paths and types of what a saved model holds. */
        Map<String, TensorType> saved() {
            Map<String, TensorType> saved = new TreeMap<>();
            variables.stream()
                    .filter(variable -> SAVED.contains(variable.kind()))
                    .forEach(variable -> saved.put(variable.path(), variable.type()));
            return saved;
        }
    }

    private static Map<String, NdArray> ordered(ArchitectureCase one) {
        return new TreeMap<>(one.features());
    }

    Stream<DynamicNode> tests(List<ArchitectureFactory> factories, List<ArchitectureCase> cases) {
        DynamicTest covered =
                DynamicTest.dynamicTest(
                        "each architecture has a case",
                        () ->
                                assertThat(cases.stream().map(ArchitectureCase::modelType))
                                        .as("model types in architectureCases()")
                                        .containsAll(
                                                factories.stream()
                                                        .map(ArchitectureFactory::modelType)
                                                        .toList()));
        return Stream.concat(
                Stream.of(covered),
                factories.stream()
                        .flatMap(
                                factory ->
                                        cases.stream()
                                                .filter(
                                                        one ->
                                                                one.modelType()
                                                                        .equals(
                                                                                factory
                                                                                        .modelType()))
                                                .map(
                                                        one ->
                                                                DynamicContainer.dynamicContainer(
                                                                        one.modelType(),
                                                                        tests(factory, one)))));
    }

    private Stream<DynamicTest> tests(ArchitectureFactory factory, ArchitectureCase one) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "equal configurations give equal programs",
                        () -> recordsAlike(factory, one)),
                DynamicTest.dynamicTest(
                        "both modes have the same parameters", () -> sameParameters(factory, one)),
                DynamicTest.dynamicTest(
                        "first contents follow from the seed", () -> initializes(factory, one)),
                DynamicTest.dynamicTest(
                        "a saved model predicts the same", () -> survives(factory, one)),
                DynamicTest.dynamicTest(
                        "an entry that is missing is named", () -> namesMissing(factory, one)),
                DynamicTest.dynamicTest(
                        "an entry of another type is refused", () -> refusesType(factory, one)));
    }

    private static void recordsAlike(ArchitectureFactory factory, ArchitectureCase one) {
        Model model = factory.create(one.config());
        for (Mode mode : Mode.values()) {
            Recorded recorded = Recorded.of(model, one, mode);
            assertThat(Recorded.of(model, one, mode).function())
                    .as("recorded again, %s", mode)
                    .isEqualTo(recorded.function());
            assertThat(Recorded.of(factory.create(one.config()), one, mode).function())
                    .as("created again, %s", mode)
                    .isEqualTo(recorded.function());
        }
    }

    private static void sameParameters(ArchitectureFactory factory, ArchitectureCase one) {
        Model model = factory.create(one.config());
        Map<String, TensorType> training = Recorded.of(model, one, Mode.TRAINING).saved();
        assertThat(training).isNotEmpty();
        assertThat(Recorded.of(model, one, Mode.INFERENCE).saved()).isEqualTo(training);
    }

    private void initializes(ArchitectureFactory factory, ArchitectureCase one) {
        Recorded recorded = Recorded.of(factory.create(one.config()), one, Mode.INFERENCE);
        Recorded again = Recorded.of(factory.create(one.config()), one, Mode.TRAINING);
        try (Backend backend = backends.get();
                ModelState first = ModelState.initialize(backend, recorded.variables(), SEED);
                ModelState second = ModelState.initialize(backend, again.variables(), SEED)) {
            assertAlike(second.read(SAVED), first.read(SAVED));
        }
    }

    private static void assertAlike(Map<String, NdArray> actual, Map<String, NdArray> expected) {
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach(
                (path, content) ->
                        assertThat(actual.get(path).bitEquals(content))
                                .as("'%s' has the same bits", path)
                                .isTrue());
    }

    private void survives(ArchitectureFactory factory, ArchitectureCase one) throws IOException {
        Recorded before = Recorded.of(factory.create(one.config()), one, Mode.INFERENCE);
        Recorded after = Recorded.of(factory.create(one.config()), one, Mode.INFERENCE);
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                Backend backend = backends.get();
                ModelState saved = ModelState.initialize(backend, before.variables(), SEED);
                ModelState loaded = ModelState.allocate(backend, after.variables())) {
            Path file = directory.path().resolve("model.safetensors");
            Safetensors.write(file, saved.read(SAVED), Map.of());
            try (Safetensors opened = Safetensors.open(file)) {
                loaded.load(opened.tensors(), SAVED).requireComplete(file.toString());
            }
            List<NdArray> expected = predict(backend, before, saved, one);
            List<NdArray> actual = predict(backend, after, loaded, one);
            assertThat(actual.getFirst().bitEquals(expected.getFirst()))
                    .as("predictions have the same bits")
                    .isTrue();
        }
    }

    private static List<NdArray> predict(
            Backend backend, Recorded recorded, ModelState state, ArchitectureCase one) {
        try (Executable executable =
                backend.compile(recorded.function(), CompileOptions.defaults())) {
            return executable.run(state.device(), List.copyOf(ordered(one).values()));
        }
    }

    private static void namesMissing(ArchitectureFactory factory, ArchitectureCase one) {
        for (String entry : one.config().keySet()) {
            Map<String, Object> config = new HashMap<>(one.config());
            config.remove(entry);
            refusal(factory, config)
                    .ifPresent(message -> assertThat(message).as("without it").contains(entry));
        }
    }

    private static void refusesType(ArchitectureFactory factory, ArchitectureCase one) {
        for (String entry : one.config().keySet()) {
            Map<String, Object> config = new HashMap<>(one.config());
            config.put(entry, Map.of("unexpected", true));
            // Which of two entries that no longer fit is named is the model's choice.
            refusal(factory, config).ifPresent(message -> assertThat(message).isNotBlank());
        }
    }

    /** What the factory says against a configuration; empty when it needs no more than it has. */
    private static Optional<String> refusal(
            ArchitectureFactory factory, Map<String, Object> config) {
        try {
            factory.create(config);
            return Optional.empty();
        } catch (SteelyardException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            return Optional.of(refused.getMessage());
        }
    }
}
