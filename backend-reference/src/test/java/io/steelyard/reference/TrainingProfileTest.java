package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.data.Datasets;
import io.steelyard.model.Scope;
import io.steelyard.model.Variable;
import io.steelyard.nn.Dense;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.spi.Features;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.StepTimes;
import io.steelyard.train.Stop;
import io.steelyard.train.Trainer;
import io.steelyard.train.TrainingProfile;
import io.steelyard.train.TrainingReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

final class TrainingProfileTest {
    /** Four batches of five and one of three, so that there are two shapes. */
    private static final Dataset<Batch> DATA = Datasets.of(batches());

    private record Small() implements Model {
        @Override
        public Tensor forward(Scope scope, Features features) {
            Tensor hidden = scope.apply("hidden", new Dense(4), features.get("x")).tanh();
            return scope.apply("output", new Dense(2), hidden); // [batch, 2]
        }
    }

    private static List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        for (int size : new int[] {5, 5, 5, 5, 3}) {
            float[] x = new float[size * 3];
            int[] labels = new int[size];
            for (int i = 0; i < x.length; i++) {
                x[i] = (i + batches.size()) % 5 - 2;
            }
            for (int i = 0; i < size; i++) {
                labels[i] = (i + batches.size()) % 2;
            }
            batches.add(Batch.of("x", NdArray.of(x, size, 3), "labels", NdArray.of(labels, size)));
        }
        return batches;
    }

    private static Backend backend() {
        return new ReferenceBackendFactory().create(Map.of("threads", "1"));
    }

    private static Trainer trainer(Backend backend, long steps) {
        return new Trainer(backend, new Small()).seed(3).stopWhen(Stop.afterSteps(steps));
    }

    private static long calls(TrainingProfile profile, String kernel) {
        return profile.functions().stream()
                .flatMap(function -> function.entries().stream())
                .filter(entry -> entry.kernel().equals(kernel))
                .mapToLong(ExecutionProfile.Entry::calls)
                .sum();
    }

    /** Five steps warm up, five count, and two are not timed. */
    @Test
    void theStepsAfterTheWarmUpCount() {
        try (Backend backend = backend();
                TrainingReport report = trainer(backend, 12).profileSteps(5).fit(DATA)) {
            TrainingProfile profile = report.profile().orElseThrow();
            assertThat(profile.warmUpSteps()).isEqualTo(5);
            assertThat(profile.steps()).isEqualTo(5);
            assertThat(profile.functions())
                    .extracting(ExecutionProfile::runs)
                    .containsExactly(4L, 1L);
            assertThat(calls(profile, "run")).isEqualTo(5);
            // What each function takes is a part of its step, and a step one of the training.
            assertThat(profile.hostNanos()).isNotNegative();
            assertThat(profile.stepNanos())
                    .isLessThanOrEqualTo(
                            report.times()
                                    .summary(StepTimes.Part.STEP)
                                    .orElseThrow()
                                    .total()
                                    .toNanos());
            assertThat(profile.totalNanos())
                    .isEqualTo(profile.dataNanos() + profile.stepNanos() + profile.callbackNanos());
        }
    }

    /** Where the warm-up is not over, everything counts; where it just is, too. */
    @ParameterizedTest
    @ValueSource(longs = {3, 5})
    void ofAShortTrainingEveryStepCounts(long steps) {
        try (Backend backend = backend();
                TrainingReport report = trainer(backend, steps).profileSteps(5).fit(DATA)) {
            TrainingProfile profile = report.profile().orElseThrow();
            assertThat(profile.warmUpSteps()).isZero();
            assertThat(profile.steps()).isEqualTo(steps);
            assertThat(calls(profile, "run")).isEqualTo(steps);
            assertThat(profile.hostNanos()).isNotNegative();
            assertThat(profile.stepNanos())
                    .isPositive()
                    .isEqualTo(
                            report.times()
                                    .summary(StepTimes.Part.STEP)
                                    .orElseThrow()
                                    .total()
                                    .toNanos());
        }
    }

    @Test
    void aTrainingThatEndsAfterTheWarmUpHasWhatIsThere() {
        try (Backend backend = backend();
                TrainingReport report = trainer(backend, 7).profileSteps(5).fit(DATA)) {
            TrainingProfile profile = report.profile().orElseThrow();
            assertThat(profile.warmUpSteps()).isEqualTo(5);
            assertThat(profile.steps()).isEqualTo(2);
            assertThat(calls(profile, "run")).isEqualTo(2);
        }
    }

    @Test
    void accumulatingIsInTheProfile() {
        try (Backend backend = backend();
                TrainingReport report =
                        trainer(backend, 4).accumulateGradients(2).profileSteps(2).fit(DATA)) {
            assertThat(report.profile().orElseThrow().functions())
                    .extracting(ExecutionProfile::function)
                    .contains("train_step", "accumulate_gradients");
        }
    }

    @Test
    void noneIsMadeUnlessAsked() {
        try (Backend backend = backend();
                TrainingReport report = trainer(backend, 3).fit(DATA)) {
            assertThat(report.profile()).isEmpty();
        }
    }

    @Test
    void noBitOfTheTrainingChanges() {
        try (Backend backend = backend();
                TrainingReport plain = trainer(backend, 12).fit(DATA);
                TrainingReport profiled = trainer(backend, 12).profileSteps(5).fit(DATA)) {
            EnumSet<Variable.Kind> all = EnumSet.allOf(Variable.Kind.class);
            Map<String, NdArray> expected = plain.state().read(all);
            Map<String, NdArray> actual = profiled.state().read(all);
            assertThat(actual).containsOnlyKeys(expected.keySet());
            expected.forEach(
                    (path, content) -> assertThat(actual.get(path).bitEquals(content)).isTrue());
            assertThat(profiled.finalLoss()).isEqualTo(plain.finalLoss());
        }
    }

    @Test
    void aNegativeNumberOfStepsIsRefused() {
        try (Backend backend = backend()) {
            assertThatThrownBy(() -> trainer(backend, 3).profileSteps(-1))
                    .hasMessage("A profile of -1 steps was asked for; accepted are 0 or more.");
        }
    }
}
