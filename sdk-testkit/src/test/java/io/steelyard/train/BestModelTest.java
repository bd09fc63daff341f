package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.model.Variable;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Dataset;
import io.steelyard.tensor.NdArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

final class BestModelTest {
    private static final long STEPS = 14;
    private static final String LOSS = "validation/loss";
    private static final String ACCURACY = "validation/accuracy";

    private final CountingBackend backend = new CountingBackend();
    private final Dataset<Batch> data = new Moons(18, 1).shuffledBatches(4);
    private final Dataset<Batch> validation = new Moons(40, 2).batches(20);

    @TempDir Path directory;

    /** It learns for seven steps, and then it steps too far. */
    private Trainer trainer() {
        return new Trainer(backend, new Moons.Classifier(4, 0.3f))
                .learningRate(step -> step < 7 ? 0.1 : 3)
                .metrics(new Accuracy())
                .validateEvery(2)
                .seed(7)
                .stopWhen(Stop.afterSteps(STEPS));
    }

    private static Map<String, NdArray> model(TrainingReport report) {
        return report.state().read(EnumSet.of(Variable.Kind.PARAMETER, Variable.Kind.BUFFER));
    }

    private static void assertSame(Map<String, NdArray> actual, Map<String, NdArray> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (path, content) -> assertThat(actual.get(path).bitEquals(content)).isTrue());
    }

    /** What a training that ends right after a step has. */
    private Map<String, NdArray> modelAfter(long step) {
        try (TrainingReport report =
                trainer().stopWhen(Stop.afterSteps(step)).fit(data, validation)) {
            return model(report);
        }
    }

    private static List<String> bests(Path checkpoints) throws IOException {
        try (Stream<Path> entries = Files.list(checkpoints)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("best-"))
                    .sorted()
                    .toList();
        }
    }

    private static String best(long step) {
        return String.format(Locale.ROOT, "best-step-%08d", step);
    }

    @ParameterizedTest
    @CsvSource({"validation/loss, MINIMIZE", "validation/accuracy, MAXIMIZE"})
    void endsWithTheModelOfTheBestValidation(String metric, Goal goal) throws IOException {
        for (boolean onDisk : new boolean[] {false, true}) {
            Trainer trainer = trainer().restoreBest(metric, goal);
            if (onDisk) {
                trainer.checkpoints(new CheckpointPolicy(directory, 3));
            }
            try (TrainingReport report = trainer.fit(data, validation)) {
                Evaluation best = report.restored().orElseThrow();
                for (Evaluation evaluation : report.evaluations()) {
                    double value = evaluation.metrics().get(metric);
                    double bestValue = best.metrics().get(metric);
                    assertThat(goal == Goal.MINIMIZE ? value >= bestValue : value <= bestValue)
                            .isTrue();
                }
                assertThat(report.best(metric, goal)).contains(best);
                assertThat(best.step()).isLessThan(STEPS);
                assertSame(model(report), modelAfter(best.step()));
                if (onDisk) {
                    assertThat(bests(directory)).containsExactly(best(best.step()));
                }
            }
        }
        assertThat(backend.open).isEmpty();
    }

    @Test
    void withoutBeingAskedItEndsWithTheLastStep() {
        try (TrainingReport report = trainer().fit(data, validation)) {
            assertThat(report.restored()).isEmpty();
            assertThat(report.best(LOSS, Goal.MINIMIZE)).isPresent();
        }
    }

    /** Dies in a step, as a process does that is killed there. */
    private record Killed(long step) implements Callback {
        @Override
        public void stepped(TrainingStep done) {
            if (done.step() == step) {
                throw new IllegalStateException("killed");
            }
        }
    }

    /**
     * Killed in each step, looked into on the way, and checkpoints at other steps than validations.
     */
    @ParameterizedTest
    @CsvSource({"1, 3", "2, 3", "3, 3", "4, 5", "6, 5", "7, 3", "9, 4", "11, 5", "13, 5", "14, 2"})
    void aTrainingThatIsKilledRestoresTheSameBest(long killedAt, long checkpointEvery)
            throws IOException {
        Path whole = directory.resolve("whole");
        Path parts = directory.resolve("parts");
        Map<String, NdArray> expected;
        Optional<Evaluation> restored;
        try (TrainingReport report =
                trainer()
                        .restoreBest(LOSS, Goal.MINIMIZE)
                        .checkpoints(new CheckpointPolicy(whole, checkpointEvery))
                        .fit(data, validation)) {
            expected = model(report);
            restored = report.restored();
        }
        CheckpointPolicy policy = new CheckpointPolicy(parts, checkpointEvery);
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .restoreBest(LOSS, Goal.MINIMIZE)
                                        .checkpoints(policy)
                                        .callback(new Killed(killedAt))
                                        .fit(data, validation))
                .hasMessage("killed");
        assertEachCheckpointHasItsBest(parts);

        Trainer resumed =
                trainer().restoreBest(LOSS, Goal.MINIMIZE).inspectEvery(2).checkpoints(policy);
        Checkpoint.latest(parts).ifPresent(resumed::resumeFrom);
        try (TrainingReport report = resumed.fit(data, validation)) {
            assertThat(report.restored()).isEqualTo(restored);
            assertSame(model(report), expected);
        }
        assertThat(bests(parts)).isEqualTo(bests(whole));
        for (String file :
                List.of("model.safetensors", "optimizer.safetensors", "trainer_state.json")) {
            assertThat(parts.resolve("step-00000014").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("step-00000014").resolve(file));
        }
    }

    private static void assertEachCheckpointHasItsBest(Path checkpoints) {
        for (Path checkpoint : Checkpoint.all(checkpoints)) {
            Goal.MINIMIZE
                    .best(Checkpoint.open(checkpoint).progress().evaluations(), LOSS)
                    .ifPresent(
                            evaluation ->
                                    assertThat(checkpoints.resolve(best(evaluation.step())))
                                            .isDirectoryContaining("glob:**/model.safetensors"));
        }
    }

    /** At no moment is a checkpoint without the best that it knows. */
    @Test
    void anOlderBestIsDeletedAfterTheLastCheckpointThatKnowsIt() throws IOException {
        trainer()
                .learningRate(0.05)
                .restoreBest(LOSS, Goal.MINIMIZE)
                .checkpoints(
                        new CheckpointPolicy(
                                directory,
                                3,
                                2,
                                target -> Files.writeString(target.resolve("config.json"), "{}")))
                .callback(
                        new Callback() {
                            @Override
                            public void stepped(TrainingStep step) {
                                if (step.step() > 1) {
                                    assertEachCheckpointHasItsBest(directory);
                                }
                            }

                            @Override
                            public void validated(long step, Map<String, Double> metrics) {
                                assertEachCheckpointHasItsBest(directory);
                            }

                            @Override
                            public void saved(long step, Path checkpoint) {
                                assertEachCheckpointHasItsBest(directory);
                            }
                        })
                .fit(data, validation)
                .close();
        // Each validation was better than the one before; step 12 knows 12, and step 14 knows 14.
        assertThat(bests(directory)).containsExactly(best(12), best(14));
        assertThat(directory.resolve(best(14)).resolve("config.json")).hasContent("{}");
    }

    @Test
    void aTrainingGoesOnInMemoryOrInAnotherDirectoryWithTheBestOfTheFirst() throws IOException {
        Map<String, NdArray> expected;
        try (TrainingReport report =
                trainer().restoreBest(ACCURACY, Goal.MAXIMIZE).fit(data, validation)) {
            expected = model(report);
        }
        trainer()
                .restoreBest(ACCURACY, Goal.MAXIMIZE)
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(11))
                .fit(data, validation)
                .close();
        Path other = directory.resolve("other");
        for (boolean inMemory : new boolean[] {true, false}) {
            Trainer trainer =
                    trainer()
                            .restoreBest(ACCURACY, Goal.MAXIMIZE)
                            .resumeFrom(directory.resolve("step-00000011"));
            if (!inMemory) {
                trainer.checkpoints(new CheckpointPolicy(other, 0));
            }
            try (TrainingReport report = trainer.fit(data, validation)) {
                assertSame(model(report), expected);
            }
        }
        assertThat(bests(other)).isEqualTo(bests(directory));
    }

    @Test
    void saysWhatCannotBeRestored() throws IOException {
        refuses(
                () -> trainer().restoreBest(LOSS, Goal.MINIMIZE).fit(data),
                ErrorCode.INVALID_ARGUMENT,
                "The model of the best validation/loss is to be restored, and there is nothing to"
                        + " validate on; give fit validation data, or do not ask for the best"
                        + " model.");
        refuses(
                () -> trainer().restoreBest("validation/f1", Goal.MAXIMIZE).fit(data, validation),
                ErrorCode.INVALID_ARGUMENT,
                "A training is judged by 'validation/f1'; its validations give [validation/loss,"
                        + " validation/accuracy].");
        trainer()
                .checkpoints(new CheckpointPolicy(directory, 0))
                .stopWhen(Stop.afterSteps(7))
                .fit(data, validation)
                .close();
        Path checkpoint = directory.resolve("step-00000007");
        Evaluation best =
                Goal.MINIMIZE
                        .best(Checkpoint.open(checkpoint).progress().evaluations(), LOSS)
                        .orElseThrow();
        refuses(
                () ->
                        trainer()
                                .restoreBest(LOSS, Goal.MINIMIZE)
                                .resumeFrom(checkpoint)
                                .checkpoints(new CheckpointPolicy(directory, 0))
                                .fit(data, validation),
                ErrorCode.FILE_NOT_FOUND,
                "The model of the best validation/loss is to be restored at the end of a training"
                        + " that is resumed from "
                        + checkpoint
                        + ", and "
                        + directory.resolve(best(best.step()))
                        + " is not there. Resume without restoring the best model, or from a"
                        + " training that kept it.");
        assertThat(backend.open).isEmpty();
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
