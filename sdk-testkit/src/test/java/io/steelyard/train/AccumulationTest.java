package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Variable;
import io.steelyard.nn.Adam;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleBackend;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** Gradients added up over batches, averages of weights, and rates that follow validations. */
final class AccumulationTest {
    /** Sums of gradients and parameters are rounded to F32 between runs. */
    private static final double TOLERANCE = 1e-6;

    private static final EnumSet<Variable.Kind> PARAMETERS = EnumSet.of(Variable.Kind.PARAMETER);

    private final OracleBackend backend = new OracleBackend();

    @TempDir Path directory;

    private Trainer trainer(float dropout) {
        return new Trainer(backend, new Moons.Classifier(4, dropout))
                .optimizer(new Adam())
                .learningRate(0.05)
                .seed(3);
    }

    private static Map<String, NdArray> trained(Trainer trainer, Dataset<Batch> data, long steps) {
        try (TrainingReport report = trainer.stopWhen(Stop.afterSteps(steps)).fit(data)) {
            assertThat(report.steps()).isEqualTo(steps);
            return report.state().read(PARAMETERS);
        }
    }

    private static void assertClose(Map<String, NdArray> actual, Map<String, NdArray> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (name, array) -> {
                    for (long i = 0; i < array.type().elements(); i++) {
                        assertThat(actual.get(name).get(i))
                                .as("%s at %s", name, i)
                                .isCloseTo(array.get(i), within(TOLERANCE));
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void batchesThatAddUpAreOneLargeBatch(int parts) {
        Moons moons = new Moons(32, 1);
        Map<String, NdArray> large = trained(trainer(0).clipGradients(0.3), moons.batches(8), 6);
        Map<String, NdArray> small =
                trained(
                        trainer(0).clipGradients(0.3).accumulateGradients(parts),
                        moons.batches(8 / parts),
                        6);
        assertClose(small, large);
    }

    /** Five batches in groups of two: the third update of an epoch takes one. */
    @Test
    void theLastStepOfAnEpochTakesWhatIsLeft() {
        Moons moons = new Moons(20, 1);
        List<Double> losses = new ArrayList<>();
        List<Long> weights = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        Callback watching =
                new Callback() {
                    @Override
                    public void stepped(TrainingStep step) {
                        losses.add(step.loss());
                        weights.add(step.weight());
                        epochs.add(step.epoch());
                    }
                };
        trained(
                trainer(0).optimizer(new Sgd()).accumulateGradients(2).callback(watching),
                moons.batches(4),
                4);
        assertThat(weights).containsExactly(8L, 8L, 4L, 8L);
        assertThat(epochs).containsExactly(0L, 0L, 0L, 1L);
        List<Double> alone = new ArrayList<>();
        trained(
                trainer(0)
                        .optimizer(new Sgd())
                        .callback(
                                new Callback() {
                                    @Override
                                    public void stepped(TrainingStep step) {
                                        alone.add(step.loss());
                                    }
                                }),
                moons.batches(8),
                1);
        assertThat(losses.getFirst()).isCloseTo(alone.getFirst(), within(TOLERANCE));
    }

    /** Each batch of a step drops other units: one batch twice is not one batch. */
    @Test
    void batchesOfAStepDrawApart() {
        Moons moons = new Moons(4, 1);
        List<Double> losses = new ArrayList<>();
        for (int parts : new int[] {1, 2}) {
            trained(
                    trainer(0.5f)
                            .accumulateGradients(parts)
                            .callback(
                                    new Callback() {
                                        @Override
                                        public void stepped(TrainingStep step) {
                                            losses.add(step.loss());
                                        }
                                    }),
                    parts == 1 ? moons.batches(4) : repeated(moons.batches(4)),
                    1);
        }
        assertThat(losses.getFirst()).isNotEqualTo(losses.get(1));
    }

    private static Dataset<Batch> repeated(Dataset<Batch> batches) {
        Batch only = batches.iterator().next();
        return new IndexedDataset<Batch>() {
            @Override
            public long count() {
                return 2;
            }

            @Override
            public Batch get(long index) {
                return only;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 7})
    void resumingGivesTheNumbersOfNeverHavingStopped(long interruption) throws IOException {
        Dataset<Batch> data = new Moons(20, 1).shuffledBatches(4);
        Dataset<Batch> validation = new Moons(6, 2).batches(4);
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        everything(whole).stopWhen(Stop.afterSteps(9)).fit(data, validation).close();
        everything(parts).stopWhen(Stop.afterSteps(interruption)).fit(data, validation).close();
        everything(parts)
                .resumeFrom(Checkpoint.latest(parts).orElseThrow())
                .stopWhen(Stop.afterSteps(9))
                .fit(data, validation)
                .close();
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(parts.resolve("step-00000009").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("step-00000009").resolve(file));
        }
        assertThat(Files.readString(parts.resolve("step-00000009/trainer_state.json")))
                .isEqualTo(Files.readString(whole.resolve("step-00000009/trainer_state.json")));
    }

    /** Dropout, accumulation, averages, and a rate that falls at almost every validation. */
    private Trainer everything(Path checkpoints) {
        return trainer(0.3f)
                .optimizer(new AveragedWeights(new Adam(), 0.8f))
                .learningRate(
                        new ReduceOnPlateau(
                                Schedules.constant(0.05), "validation/loss", 0.5, 0, 0.9, 0, 0))
                .accumulateGradients(2)
                .validateEvery(2)
                .checkpoints(new CheckpointPolicy(checkpoints, 0));
    }

    @Test
    void theRateFallsWithTheValidations() {
        List<Double> rates = new ArrayList<>();
        everything(directory.resolve("rates"))
                .callback(
                        new Callback() {
                            @Override
                            public void stepped(TrainingStep step) {
                                rates.add(step.learningRate());
                            }
                        })
                .stopWhen(Stop.afterSteps(7))
                .fit(new Moons(20, 1).batches(4), new Moons(6, 2).batches(4))
                .close();
        assertThat(rates).containsExactly(0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125);
    }

    /** {@code average = 0.8 average + 0.2 weight}, from the weights after the first update on. */
    @Test
    void averagesFollowTheWeights() {
        Moons moons = new Moons(16, 1);
        Map<String, NdArray> one = trained(trainer(0), moons.batches(4), 1);
        Map<String, NdArray> two = trained(trainer(0), moons.batches(4), 2);
        Map<String, NdArray> three = trained(trainer(0), moons.batches(4), 3);
        try (TrainingReport report =
                trainer(0)
                        .optimizer(new AveragedWeights(new Adam(), 0.8f))
                        .stopWhen(Stop.afterSteps(3))
                        .fit(moons.batches(4))) {
            assertClose(report.state().read(PARAMETERS), three);
            report.state().useAverages();
            Map<String, NdArray> averages = report.state().read(PARAMETERS);
            averages.forEach(
                    (name, average) -> {
                        for (long i = 0; i < average.type().elements(); i++) {
                            double expected =
                                    0.8 * (0.8 * one.get(name).get(i) + 0.2 * two.get(name).get(i))
                                            + 0.2 * three.get(name).get(i);
                            assertThat(average.get(i)).isCloseTo(expected, within(TOLERANCE));
                        }
                    });
        }
    }

    @Test
    void withoutAveragesThereAreNone() {
        try (TrainingReport report =
                trainer(0).stopWhen(Stop.afterSteps(1)).fit(new Moons(4, 1).batches(4))) {
            assertThatThrownBy(() -> report.state().useAverages())
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            problem ->
                                    assertThat(problem.code())
                                            .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessage(
                            "There is no moving average of 'hidden.weight'; accepted are states of"
                                    + " a training whose optimizer is AveragedWeights.");
        }
    }

    @Test
    void countsBelowOneAreRefused() {
        assertThatThrownBy(() -> trainer(0).accumulateGradients(0))
                .hasMessage(
                        "Gradients are to be accumulated over 0 batches; accepted are 1 or more.");
        assertThatThrownBy(() -> new AveragedWeights(new Sgd(), 1))
                .hasMessageContaining("AveragedWeights was given the decay 1.0");
    }
}
