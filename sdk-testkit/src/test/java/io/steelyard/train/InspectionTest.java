package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.nn.BatchNorm;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Sgd;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

final class InspectionTest {
    private static final double LEARNING_RATE = 0.1;

    private final CountingBackend backend = new CountingBackend();
    private final Dataset<Batch> data = new Moons(22, 1).shuffledBatches(4);

    /** With everything that a pass forward may write or draw. */
    private record Normalized() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor inner = scope.apply("hidden", new Dense(4), features.get("point"));
            Tensor normal = scope.apply("norm", new BatchNorm(), inner).tanh();
            Tensor kept = scope.apply("dropout", new Dropout(0.3f), normal);
            return scope.apply("output", new Dense(2), kept); // [batch, 2]
        }
    }

    private Trainer trainer(int batchesPerStep) {
        return new Trainer(backend, new Normalized())
                .optimizer(new Sgd())
                .learningRate(LEARNING_RATE)
                .accumulateGradients(batchesPerStep)
                .seed(5)
                .stopWhen(Stop.afterSteps(9));
    }

    /** What was told, in order. */
    private static final class Watch implements Callback {
        private final List<Inspection> inspections = new ArrayList<>();
        private final List<TrainingStep> steps = new ArrayList<>();

        @Override
        public void inspected(Inspection inspection) {
            assertThat(steps).hasSize((int) inspection.step() - 1);
            inspections.add(inspection);
        }

        @Override
        public void stepped(TrainingStep step) {
            steps.add(step);
        }
    }

    private Map<String, NdArray> train(Trainer trainer, Watch watch) {
        try (TrainingReport report = trainer.callback(watch).fit(data)) {
            return report.state().read(EnumSet.allOf(Variable.Kind.class));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void changesNoBitOfTheTraining(int batchesPerStep) {
        Watch plain = new Watch();
        Watch watch = new Watch();
        Map<String, NdArray> expected = train(trainer(batchesPerStep), plain);
        Map<String, NdArray> actual = train(trainer(batchesPerStep).inspectEvery(2), watch);

        assertThat(plain.inspections).isEmpty();
        assertThat(watch.inspections)
                .extracting(Callback.Inspection::step)
                .containsExactly(2L, 4L, 6L, 8L);
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (path, content) -> assertThat(actual.get(path).bitEquals(content)).isTrue());
        for (int i = 0; i < plain.steps.size(); i++) {
            assertThat(watch.steps.get(i).loss()).isEqualTo(plain.steps.get(i).loss());
            assertThat(watch.steps.get(i).gradientNorm())
                    .isEqualTo(plain.steps.get(i).gradientNorm());
        }
        assertThat(backend.open).isEmpty();
    }

    /** Plain gradient descent tells what the gradients were. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theGradientsAreThoseOfTheUpdate(int batchesPerStep) {
        Watch watch = new Watch();
        train(trainer(batchesPerStep).inspectEvery(1), watch);

        for (int step = 0; step + 1 < watch.inspections.size(); step++) {
            Callback.Inspection before = watch.inspections.get(step);
            Callback.Inspection after = watch.inspections.get(step + 1);
            assertThat(before.gradients()).containsOnlyKeys(before.weights().keySet());
            double squares = 0;
            for (String path : before.weights().keySet()) {
                NdArray gradient = before.gradients().get(path);
                for (long i = 0; i < gradient.type().elements(); i++) {
                    squares += gradient.get(i) * gradient.get(i);
                    // Weights, all below 4, and gradients are rounded to F32.
                    assertThat(after.weights().get(path).get(i))
                            .isCloseTo(
                                    before.weights().get(path).get(i)
                                            - LEARNING_RATE * gradient.get(i),
                                    within(1e-6));
                }
            }
            assertThat(Math.sqrt(squares))
                    .isCloseTo(watch.steps.get(step).gradientNorm(), within(1e-6));
        }
    }

    @Test
    void whatIsTimedIsToldApart() {
        List<StepTimes> times = new ArrayList<>();
        try (TrainingReport report =
                trainer(2)
                        .inspectEvery(3)
                        .callback(
                                new Callback() {
                                    @Override
                                    public void started(TrainingStart start) {
                                        times.add(start.times());
                                    }
                                })
                        .fit(data, new Moons(4, 2).batches(4))) {
            assertThat(times).containsExactly(report.times());
            assertThat(count(report, StepTimes.Part.DATA)).isEqualTo(9);
            assertThat(count(report, StepTimes.Part.STEP)).isEqualTo(9);
            assertThat(count(report, StepTimes.Part.FORWARD_BACKWARD)).isEqualTo(3);
            assertThat(count(report, StepTimes.Part.UPDATE)).isEqualTo(3);
            assertThat(count(report, StepTimes.Part.VALIDATION))
                    .isEqualTo(report.evaluations().size());
            assertThat(report.times().summary(StepTimes.Part.CHECKPOINT)).isEmpty();
        }
    }

    private static long count(TrainingReport report, StepTimes.Part part) {
        return report.times().summary(part).orElseThrow().count();
    }

    @Test
    void aNegativeNumberOfStepsIsRefused() {
        assertThatThrownBy(() -> trainer(1).inspectEvery(-1))
                .hasMessage(
                        "An inspection of every -1 steps was asked for; accepted are 0 or more.");
    }
}
