package io.steelyard.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Batch;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Whatever fails, nothing stays open and what was saved stays. */
final class TrainingFailureTest {
    private final CountingBackend backend = new CountingBackend();
    private final Iterators data = new Iterators(new Moons(10, 1).batches(4));
    private final Iterators validation = new Iterators(new Moons(4, 2).batches(4));

    @TempDir Path directory;

    /** A data set that knows which of its iterators are open. */
    private static final class Iterators implements Dataset<Batch> {
        private final Dataset<Batch> source;
        private final List<Object> open = new ArrayList<>();

        Iterators(Dataset<Batch> source) {
            this.source = source;
        }

        @Override
        public OptionalLong size() {
            return source.size();
        }

        @Override
        public DatasetIterator<Batch> iterator(Cursor from) {
            DatasetIterator<Batch> batches = source.iterator(from);
            DatasetIterator<Batch> counted =
                    new DatasetIterator<>() {
                        @Override
                        public boolean hasNext() {
                            return batches.hasNext();
                        }

                        @Override
                        public Batch next() {
                            return batches.next();
                        }

                        @Override
                        public Cursor cursor() {
                            return batches.cursor();
                        }

                        @Override
                        public void close() {
                            batches.close();
                            open.remove(this);
                        }
                    };
            open.add(counted);
            return counted;
        }
    }

    private Trainer trainer() {
        return new Trainer(backend, new Moons.Classifier(4, 0)).stopWhen(Stop.afterEpochs(3));
    }

    private void assertNothingIsOpen() {
        assertThat(backend.open).isEmpty();
        assertThat(data.open).isEmpty();
        assertThat(validation.open).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "train_step, -1",
        "train_step, 0",
        "train_step, 5",
        "inspect_gradients, -1",
        "inspect_gradients, 0",
        "initialize, -1",
        "initialize, 0",
        "evaluate, -1",
        "evaluate, 0",
        "evaluate, 1"
    })
    void aBackendThatFailsLeavesNothingOpen(String function, int runs) {
        backend.failIn(function, runs);
        assertThatThrownBy(() -> trainer().inspectEvery(2).fit(data, validation))
                .isInstanceOf(CountingBackend.DeviceLost.class);
        assertNothingIsOpen();
    }

    /** The oracle times nothing. */
    @Test
    void aProfileOfABackendThatMakesNoneIsRefused() {
        assertThatThrownBy(() -> trainer().profileSteps(3).fit(data, validation))
                .hasMessage(
                        "The steps are to be profiled, and the backend counting does not time what"
                                + " it runs. The backend reference does: choose it (--backend"
                                + " reference), or train without a profile.");
        assertNothingIsOpen();
    }

    @Test
    void aCallbackThatFailsLeavesNothingOpen() {
        for (String event :
                List.of("started", "inspected", "stepped", "validated", "saved", "finished")) {
            Path checkpoints = directory.resolve(event);
            assertThatThrownBy(
                            () ->
                                    trainer()
                                            .checkpoints(new CheckpointPolicy(checkpoints, 2))
                                            .inspectEvery(1)
                                            .callback(new Failing(event))
                                            .fit(data, validation))
                    .hasMessage(event);
            assertNothingIsOpen();
        }
    }

    private record Failing(String event) implements Callback {
        private void told(String what) {
            if (what.equals(event)) {
                throw new IllegalStateException(event);
            }
        }

        @Override
        public void started(TrainingStart start) {
            told("started");
        }

        @Override
        public void inspected(Inspection inspection) {
            told("inspected");
        }

        @Override
        public void stepped(TrainingStep step) {
            told("stepped");
        }

        @Override
        public void validated(long step, Map<String, Double> metrics) {
            told("validated");
        }

        @Override
        public void saved(long step, Path checkpoint) {
            told("saved");
        }

        @Override
        public void finished(TrainingReport report) {
            told("finished");
        }
    }

    private static Batch torn(Batch batch) {
        throw new IllegalStateException("torn after " + batch.weight());
    }

    @Test
    void dataThatFailsLeavesNothingOpen() {
        Iterators failing =
                new Iterators(new Moons(10, 1).batches(2).map(TrainingFailureTest::torn));
        assertThatThrownBy(() -> trainer().fit(failing)).hasMessage("torn after 2");
        assertThat(failing.open).isEmpty();
        assertNothingIsOpen();
    }

    @Test
    void aCheckpointThatCannotBeWrittenIsNamedAndTheOldOnesStay() throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "mine");
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .checkpoints(new CheckpointPolicy(file, 1))
                                        .fit(data, validation))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.WRITE_FAILED))
                .hasMessage(
                        file
                                + "/step-00000001 could not be written: "
                                + file
                                + " is a file where a directory is needed; choose another"
                                + " directory. Nothing that was saved before is lost.");
        assertThat(file).hasContent("mine");
        assertNothingIsOpen();
    }

    @Test
    void aLossThatIsNoNumberNamesTheLastCheckpoint() {
        Path checkpoints = directory.resolve("checkpoints");
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .optimizer(new Sgd())
                                        .learningRate(
                                                step -> step < 2 ? 0.1 : Double.POSITIVE_INFINITY)
                                        .checkpoints(new CheckpointPolicy(checkpoints, 2))
                                        .fit(data))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure ->
                                assertThat(failure.code()).isEqualTo(ErrorCode.TRAINING_DIVERGED))
                .hasMessage(
                        "The loss became NaN with a gradient norm of NaN at step 4, at a learning"
                            + " rate of Infinity; expected are finite numbers. Lower the learning"
                            + " rate, warm up longer, clip gradients harder, or look for broken"
                            + " values in the data. The last checkpoint is "
                                + checkpoints
                                + "/step-00000002.");
        assertThat(Checkpoint.latest(checkpoints)).isPresent();
        assertNothingIsOpen();
    }

    @Test
    void aLossThatIsNoNumberWithoutCheckpoints() {
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .loss(
                                                (predictions, targets) ->
                                                        predictions.sum().mul(Double.NaN))
                                        .fit(data))
                .hasMessage(
                        "The loss became NaN with a gradient norm of NaN at step 1, at a learning"
                                + " rate of 0.001; expected are finite numbers. Lower the learning"
                                + " rate, warm up longer, clip gradients harder, or look for broken"
                                + " values in the data.");
        assertNothingIsOpen();
    }

    /** What was told of the end of a training. */
    private static final class Endings implements Callback {
        private final List<String> told = new ArrayList<>();

        @Override
        public void failed(long step, SteelyardException failure) {
            told.add("failed after " + step + " with " + failure.code());
        }

        @Override
        public void finished(TrainingReport report) {
            told.add("finished");
        }
    }

    @Test
    void callbacksAreToldWhyATrainingFailed() {
        Endings endings = new Endings();
        Callback clumsy =
                new Callback() {
                    @Override
                    public void failed(long step, SteelyardException failure) {
                        throw new IllegalStateException("clumsy");
                    }
                };
        assertThatThrownBy(
                        () ->
                                trainer()
                                        .learningRate(step -> step < 2 ? 0.1 : Double.NaN)
                                        .callback(clumsy)
                                        .callback(endings)
                                        .fit(data))
                .hasMessageStartingWith("The loss became NaN")
                .satisfies(
                        failure ->
                                assertThat(failure.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("clumsy"));
        assertThat(endings.told).containsExactly("failed after 4 with TRAINING_DIVERGED");
        assertNothingIsOpen();
    }

    @Test
    void aTrainingThatCannotStartTellsNobody() {
        Endings endings = new Endings();
        assertThatThrownBy(() -> trainer().callback(endings).fit(new Moons(0, 1).batches(4)))
                .isInstanceOf(SteelyardException.class);
        assertThat(endings.told).isEmpty();
    }
}
