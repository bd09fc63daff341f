package io.steelyard.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.run.report.Section;
import io.steelyard.spi.CompileReport;
import io.steelyard.train.Callback;
import io.steelyard.train.StepTimes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

final class TrainingRecordTest {
    private static final Provenance PROVENANCE =
            new Provenance(
                    "3 rows of a.csv", "ab12", 7, "reference", "25", "1.0", Machine.current());

    @TempDir private Path temporary;
    private RunDirectory directory;

    @BeforeEach
    void inADirectory() {
        directory = new RunDirectory(temporary.resolve("mine"));
    }

    private TrainingRecord started(long firstStep) {
        TrainingRecord record =
                new TrainingRecord(
                        directory,
                        "classification",
                        "{\"hidden\": [8, 4], \"learning_rate\": 0.5}",
                        PROVENANCE,
                        List.of(new Section.Text("Data", "three rows")));
        StepTimes times = new StepTimes();
        times.add(StepTimes.Part.STEP, 2_000_000);
        CompileReport report = new CompileReport(1, 0, 0, 0, Duration.ZERO);
        record.started(new Callback.TrainingStart(1234, firstStep, report, times));
        return record;
    }

    private static void step(TrainingRecord record, long step) {
        record.stepped(new Callback.TrainingStep(step, 0, 4.0 / step, 1, 0.5, 8));
    }

    private static SteelyardException diverged() {
        return new SteelyardException(ErrorCode.TRAINING_DIVERGED, "The loss became NaN.");
    }

    @Test
    void aTrainingIsDescribedFromItsStart() {
        started(0);
        RunRecord run = RunRecord.read(directory);
        assertThat(run.task()).isEqualTo("classification");
        assertThat(run.recipe()).isEqualTo(Map.of("hidden", List.of(8, 4), "learning_rate", 0.5));
        assertThat(run.provenance()).isEqualTo(PROVENANCE);
        assertThat(run.parameters()).isEqualTo(1234);
        assertThat(run.status()).isEqualTo(RunRecord.Status.RUNNING);
        assertThat(directory.report()).doesNotExist();
    }

    @Test
    void aTrainingThatFailedSaysWhy() throws IOException {
        TrainingRecord record = started(0);
        step(record, 1);
        record.validated(1, Map.of("validation/loss", 0.75));
        record.failed(2, diverged());

        RunRecord run = RunRecord.read(directory);
        assertThat(run.status()).isEqualTo(RunRecord.Status.FAILED);
        assertThat(run.steps()).isEqualTo(2);
        assertThat(run.reason()).isEqualTo("TRAINING_DIVERGED: The loss became NaN.");
        assertThat(run.restoredStep()).isNull();
        assertThat(run.times().get("step"))
                .isEqualTo(
                        RunRecord.PartTimes.of(
                                times(2_000_000).summary(StepTimes.Part.STEP).orElseThrow()));
        assertThat(Files.readString(directory.report()))
                .contains("<h1>mine</h1>")
                .contains("<dt>Failed with</dt><dd>TRAINING_DIVERGED: The loss became NaN.</dd>")
                .contains("<td class=\"text\">validation/loss</td><td class=\"number\">0.75</td>")
                .contains("<h2>Data</h2>")
                .contains("&quot;learning_rate&quot; : 0.5")
                .contains("<dt>SHA-256 of the data</dt><dd>ab12</dd>");
    }

    private static StepTimes times(long nanos) {
        StepTimes times = new StepTimes();
        times.add(StepTimes.Part.STEP, nanos);
        return times;
    }

    @Test
    void aTrainingThatIsResumedHasThePartBefore() throws IOException {
        Files.createDirectories(directory.path());
        Files.writeString(
                directory.metrics(),
                """
                {"step":1,"train/loss":4.0,"elapsed_seconds":2.5}
                {"step":10,"train/loss":3.0,"validation/loss":0.25,"elapsed_seconds":300.0}
                {"step":11,"train/loss":888.0,"elapsed_seconds":301.0}
                """);
        TrainingRecord record = started(10);
        step(record, 11);
        record.failed(11, diverged());

        assertThat(RunRecord.read(directory).elapsedSeconds()).isBetween(300.0, 301.0);
        assertThat(Files.readString(directory.report()))
                .contains("<title>train/loss: 4 at step 1</title>")
                .contains("<title>train/loss: 3 at step 10</title>")
                .contains("<title>train/loss: 0.36364 at step 11</title>")
                .contains("<title>validation/loss: 0.25 at step 10</title>")
                .doesNotContain("888");
    }

    @Test
    void aTaskAddsWhatItFindsOutAfterwards() throws IOException {
        TrainingRecord record = started(0);
        step(record, 1);
        record.failed(1, diverged());
        record.write(List.of(new Section.Text("Worst", "the third row")));
        String page = Files.readString(directory.report());
        assertThat(page).contains("the third row").contains("Failed with");
        assertThat(page.indexOf("<h2>Worst</h2>"))
                .isBetween(page.indexOf("<h2>Result</h2>"), page.indexOf("<h2>loss</h2>"));
    }

    @Test
    void aDirectoryThatHoldsNoTrainingIsNamed() throws IOException {
        refuses(
                ErrorCode.FILE_NOT_FOUND,
                directory.path()
                        + " does not exist or is no directory; name the directory that a training"
                        + " wrote to.");
        Files.createDirectories(directory.path());
        refuses(
                ErrorCode.FILE_NOT_FOUND,
                directory.path()
                        + " holds no training: there is no run.json in it. Name the directory that"
                        + " a training wrote to (--out); one of an older version has to be resumed"
                        + " once.");
        Files.writeString(directory.record(), "{\"task\": \"classification\"}");
        assertThatThrownBy(() -> RunRecord.read(directory))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessageStartingWith(
                        directory.record()
                                + " does not describe a training: Missing creator property"
                                + " 'recipe'")
                .hasMessageEndingWith(". Use another copy of the directory.");
    }

    private void refuses(ErrorCode code, String sentence) {
        assertThatThrownBy(() -> RunRecord.read(directory))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
