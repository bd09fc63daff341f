package io.steelyard.classification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Plugins;
import io.steelyard.model.Mode;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.ArchitectureCase;
import io.steelyard.testkit.model.ModelCase;
import io.steelyard.testkit.model.ModelChecks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

final class ArchitecturesTest {
    private static final Backend BACKEND =
            Plugins.discover(List.of()).backend("reference").create(Map.of());

    @AfterAll
    static void close() {
        BACKEND.close();
    }

    static List<ArchitectureCase> cases() {
        return ArchitectureCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aModelIsMadeAgainFromItsConfiguration(ArchitectureCase one) {
        Architecture model = create(one.modelType(), one.config());
        assertThat(model.toMap())
                .isEqualTo(one.config())
                .containsEntry("num_labels", model.classes());
        assertThat(create(one.modelType(), model.toMap())).isEqualTo(model);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothModesHaveTheSameParametersAndLogits(ArchitectureCase one) {
        Architecture model = create(one.modelType(), one.config());
        Map<String, TensorType> types = new HashMap<>();
        one.features().forEach((name, array) -> types.put(name, array.type()));
        Recorded training = Recorded.of(model, types, Mode.TRAINING);
        Recorded inference = Recorded.of(model, types, Mode.INFERENCE);
        assertThat(training.parameters()).isNotEmpty().isEqualTo(inference.parameters());
        assertThat(training.function().outputs().getFirst().value().type())
                .isEqualTo(TensorType.of(DType.F32, batch(one), model.classes()));
    }

    /**
     * The reference backend against float64: logits, loss, every gradient, ten steps that learn.
     */
    @TestFactory
    Stream<DynamicTest> trainAsTheOracleDoes() {
        return new ModelChecks(BACKEND).tests(withoutDropout());
    }

    private static List<ModelCase> withoutDropout() {
        List<ModelCase> models = new ArrayList<>();
        for (ArchitectureCase one : ArchitectureCases.all()) {
            Map<String, Object> config = new HashMap<>(one.config());
            config.replaceAll((name, value) -> name.contains("dropout") ? Float.valueOf(0) : value);
            Architecture model = create(one.modelType(), config);
            int[] labels = new int[batch(one)];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i % model.classes();
            }
            Batch batch =
                    new Batch(
                            one.features(),
                            Map.of(Targets.LABELS, NdArray.of(labels, labels.length)));
            models.add(
                    new ModelCase(
                            models.size() + " " + model, model, new SoftmaxCrossEntropy(), batch));
        }
        return models;
    }

    private static int batch(ArchitectureCase one) {
        return Math.toIntExact(one.features().values().iterator().next().shape().size(0));
    }

    private static Architecture create(String modelType, Map<String, Object> config) {
        ArchitectureFactory factory =
                Architectures.factories().stream()
                        .filter(each -> each.modelType().equals(modelType))
                        .findFirst()
                        .orElseThrow();
        return (Architecture) factory.create(config);
    }
}
