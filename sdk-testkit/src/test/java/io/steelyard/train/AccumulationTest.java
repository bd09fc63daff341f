package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Variable;
import io.steelyard.nn.Adam;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.Schedules;
import io.steelyard.nn.Sgd;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleBackend;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Gradients added up over batches, averages of weights, and rates that follow validations. */
final class AccumulationTest {
    /**
     * Sums of gradients, losses and parameters, all below 4, are rounded to F32 between runs, each
     * time by 2e-7 at most, and a few roundings add up.
     */
    private static final double TOLERANCE = 1e-6;

    private static final int IGNORED = -100;

    private static final List<Float> WEIGHTS = List.of(0.5f, 3f);

    private static final EnumSet<Variable.Kind> PARAMETERS = EnumSet.of(Variable.Kind.PARAMETER);

    private final OracleBackend backend = new OracleBackend();

    @TempDir Path directory;

    private Trainer trainer(float dropout) {
        return new Trainer(backend, new Moons.Classifier(4, dropout))
                .optimizer(new Adam())
                .learningRate(0.05)
                .seed(3);
    }

    private Trainer sgd() {
        return trainer(0).optimizer(new Sgd());
    }

    /** What a training said of its steps. */
    private static final class Watch implements Callback {
        private final List<TrainingStep> steps = new ArrayList<>();

        @Override
        public void stepped(TrainingStep step) {
            steps.add(step);
        }

        List<Double> losses() {
            return steps.stream().map(TrainingStep::loss).toList();
        }
    }

    /** Leaves out the labels of the points of which the first coordinate is so. */
    private static Batch ignore(Batch batch, Predicate<Float> left) {
        NdArray points = batch.features().get("point"); // [batch, 2]
        int[] labels = batch.targets().get(Targets.LABELS).toIntArray();
        for (int i = 0; i < labels.length; i++) {
            if (left.test((float) points.get(2L * i))) {
                labels[i] = IGNORED;
            }
        }
        return Batch.of("point", points, Targets.LABELS, NdArray.of(labels, labels.length));
    }

    private static Map<String, NdArray> trained(Trainer trainer, Dataset<Batch> data, long steps) {
        try (TrainingReport report = trainer.stopWhen(Stop.afterSteps(steps)).fit(data)) {
            assertThat(report.steps()).isEqualTo(steps);
            return report.state().read(PARAMETERS);
        }
    }

    private static void assertClose(List<Double> actual, List<Double> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i))
                    .as("loss of step %s", i)
                    .isCloseTo(expected.get(i), within(TOLERANCE));
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

    /**
     * The last update of an epoch takes one batch that is short, or three batches instead of four.
     */
    @ParameterizedTest
    @CsvSource({"18, 2, 4, 2", "22, 4, 2, 6"})
    void theLastStepOfAnEpochTakesWhatIsLeft(int points, int parts, int size, long left) {
        Moons moons = new Moons(points, 1);
        Watch large = new Watch();
        Watch small = new Watch();
        Map<String, NdArray> expected =
                trained(sgd().callback(large), moons.batches(parts * size), 4);
        Map<String, NdArray> actual =
                trained(sgd().accumulateGradients(parts).callback(small), moons.batches(size), 4);
        assertThat(small.steps)
                .extracting(Callback.TrainingStep::weight)
                .containsExactly(8L, 8L, left, 8L);
        assertThat(small.steps)
                .extracting(Callback.TrainingStep::epoch)
                .containsExactly(0L, 0L, 0L, 1L);
        assertClose(small.losses(), large.losses());
        assertClose(actual, expected);
    }

    static List<Arguments> losses() {
        SoftmaxCrossEntropy mean = new SoftmaxCrossEntropy();
        SoftmaxCrossEntropy ignoring = mean.withIgnoredLabel(IGNORED);
        UnaryOperator<Batch> all = UnaryOperator.identity();
        UnaryOperator<Batch> some = batch -> ignore(batch, x -> x < 0.5f);
        return List.of(
                argumentSet("a plain mean", mean, all),
                argumentSet("ignored labels", ignoring, some),
                argumentSet("classes that weigh", mean.withClassWeights(WEIGHTS), all),
                argumentSet("both", ignoring.withClassWeights(WEIGHTS), some));
    }

    /** Seven, one and four points are the twelve of one batch. */
    @ParameterizedTest
    @MethodSource("losses")
    void batchesOfAStepCountByTheirElements(Loss loss, UnaryOperator<Batch> labels) {
        List<Moons.Point> points = LongStream.range(0, 12).mapToObj(new Moons(12, 1)::get).toList();
        List<Batch> parts =
                Stream.of(points.subList(0, 7), points.subList(7, 8), points.subList(8, 12))
                        .map(Moons::batch)
                        .map(labels)
                        .toList();
        Watch large = new Watch();
        Watch small = new Watch();
        Map<String, NdArray> expected =
                trained(
                        sgd().loss(loss).callback(large),
                        Datasets.of(List.of(labels.apply(Moons.batch(points)))),
                        5);
        Map<String, NdArray> actual =
                trained(
                        sgd().loss(loss).accumulateGradients(3).callback(small),
                        Datasets.of(parts),
                        5);
        assertClose(small.losses(), large.losses());
        assertClose(actual, expected);
    }

    /** Nor does a step without a label change what comes after it. */
    @Test
    void aStepInWhichNothingCountsHasGradientsOfZero() {
        List<Batch> counted = new ArrayList<>();
        new Moons(16, 1).batches(4).forEach(counted::add);
        Batch none = ignore(counted.getFirst(), x -> true);
        Loss loss = new SoftmaxCrossEntropy().withIgnoredLabel(IGNORED);
        Watch watch = new Watch();
        Map<String, NdArray> actual =
                trained(
                        sgd().loss(loss).accumulateGradients(2).callback(watch),
                        Datasets.of(
                                List.of(
                                        counted.get(0),
                                        counted.get(1),
                                        none,
                                        none,
                                        counted.get(2),
                                        counted.get(3))),
                        3);
        Map<String, NdArray> expected =
                trained(sgd().loss(loss).accumulateGradients(2), Datasets.of(counted), 2);
        assertThat(watch.steps.get(1).loss()).isZero();
        assertThat(watch.steps.get(1).gradientNorm()).isZero();
        expected.forEach(
                (name, array) ->
                        assertThat(actual.get(name).toFloatArray())
                                .as(name)
                                .containsExactly(array.toFloatArray()));
    }

    /** Each batch of a step drops other units: one batch twice is not one batch. */
    @Test
    void batchesOfAStepDrawApart() {
        Moons moons = new Moons(4, 1);
        Batch batch = moons.batches(4).iterator().next();
        Watch once = new Watch();
        Watch twice = new Watch();
        trained(trainer(0.5f).callback(once), Datasets.of(List.of(batch)), 1);
        trained(
                trainer(0.5f).accumulateGradients(2).callback(twice),
                Datasets.of(List.of(batch, batch)),
                1);
        assertThat(twice.losses()).isNotEqualTo(once.losses());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 7})
    void resumingGivesTheNumbersOfNeverHavingStopped(long interruption) throws IOException {
        Dataset<Batch> data =
                new Moons(18, 1).shuffledBatches(4).map(batch -> ignore(batch, x -> x < 0));
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

    /**
     * Dropout, accumulation with labels left out, averages, and a rate that falls at almost every
     * validation.
     */
    private Trainer everything(Path checkpoints) {
        return trainer(0.3f)
                .loss(new SoftmaxCrossEntropy().withIgnoredLabel(IGNORED))
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
        Watch watch = new Watch();
        everything(directory.resolve("rates"))
                .callback(watch)
                .stopWhen(Stop.afterSteps(7))
                .fit(new Moons(20, 1).batches(4), new Moons(6, 2).batches(4))
                .close();
        assertThat(watch.steps)
                .extracting(Callback.TrainingStep::learningRate)
                .containsExactly(0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125);
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
