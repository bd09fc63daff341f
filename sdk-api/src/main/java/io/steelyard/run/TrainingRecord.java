package io.steelyard.run;

import io.steelyard.error.SteelyardException;
import io.steelyard.run.profile.ProfileFiles;
import io.steelyard.run.report.HtmlReport;
import io.steelyard.run.report.Section;
import io.steelyard.train.Callback;
import io.steelyard.train.Evaluation;
import io.steelyard.train.StepTimes;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps {@code run.json} in the directory of a training from its first step on, and writes {@code
 * report.html} when it ends: when its steps are done, when it was interrupted, and when it failed.
 * A training that is resumed reads what came before from {@code metrics.jsonl}.
 *
 * <p>A task adds what it finds out after the training with {@link #write}. Not safe for use from
 * several threads.
 */
public final class TrainingRecord implements Callback {
    private final RunDirectory directory;
    private final String task;
    private final Map<String, Object> recipe;
    private final Provenance provenance;
    private final List<Section> about;
    private Metrics metrics = new Metrics();
    private StepTimes times = new StepTimes();
    private long parameters;
    private double secondsBefore;
    private long startNanos;
    private long step;
    private RunRecord record;

    /**
     * A record that writes nothing before the training starts.
     *
     * @param task its id
     * @param recipe as a JSON object
     * @param about sections on what is known before, such as the data; they come after the curves
     */
    public TrainingRecord(
            RunDirectory directory,
            String task,
            String recipe,
            Provenance provenance,
            List<Section> about) {
        this.directory = directory;
        this.task = task;
        this.recipe = RunRecord.recipe(recipe);
        this.provenance = provenance;
        this.about = List.copyOf(about);
        this.record = record(RunRecord.Status.RUNNING, "", null);
    }

    private RunRecord record(RunRecord.Status status, String reason, @Nullable Long restored) {
        double seconds =
                startNanos == 0 ? 0 : secondsBefore + (System.nanoTime() - startNanos) / 1e9;
        return new RunRecord(
                task,
                recipe,
                provenance,
                parameters,
                status,
                step,
                reason,
                restored,
                Math.round(seconds * 1000) / 1000.0,
                RunRecord.times(times));
    }

    @Override
    public void started(TrainingStart start) {
        metrics = Metrics.read(directory.metrics(), start.firstStep());
        secondsBefore = metrics.range("elapsed_seconds").map(range -> range.last().y()).orElse(0.0);
        times = start.times();
        parameters = start.parameters();
        step = start.firstStep();
        startNanos = System.nanoTime();
        record = record(RunRecord.Status.RUNNING, "", null);
        record.write(directory.record());
    }

    @Override
    public void stepped(TrainingStep done) {
        step = done.step();
        metrics.add(Metrics.TRAIN_LOSS, step, done.loss());
        metrics.add(Metrics.LEARNING_RATE, step, done.learningRate());
        metrics.add(Metrics.GRADIENT_NORM, step, done.gradientNorm());
    }

    @Override
    public void validated(long at, Map<String, Double> figures) {
        figures.forEach((name, value) -> metrics.add(name, at, value));
    }

    @Override
    public void finished(TrainingReport report) {
        report.profile().ifPresent(new ProfileFiles(directory.path())::write);
        end(
                record(
                        RunRecord.Status.FINISHED,
                        report.stopReason(),
                        report.restored().map(Evaluation::step).orElse(null)));
    }

    @Override
    public void failed(long at, SteelyardException failure) {
        step = at;
        end(record(RunRecord.Status.FAILED, failure.code() + ": " + failure.getMessage(), null));
    }

    private void end(RunRecord ended) {
        record = ended;
        record.write(directory.record());
        write(List.of());
    }

    /**
     * Writes {@code report.html} again, with further sections after the result. Throws {@code
     * WRITE_FAILED}.
     */
    public void write(List<Section> more) {
        List<Section> sections = new ArrayList<>(RunSections.result(record, metrics));
        sections.addAll(more);
        sections.addAll(Metrics.charts(Map.of(task, metrics)));
        sections.addAll(about);
        sections.addAll(RunSections.background(record));
        String name = directory.path().toAbsolutePath().normalize().getFileName().toString();
        new HtmlReport(name, task + ", " + provenance.data(), sections).write(directory.report());
    }
}
