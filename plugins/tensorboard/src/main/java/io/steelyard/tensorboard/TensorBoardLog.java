package io.steelyard.tensorboard;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Callback;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/**
 * Writes a training down for TensorBoard ({@code tensorboard --logdir DIRECTORY}): loss, norm of
 * the gradient and learning rate of every so many steps, each validation, and histograms of weights
 * and gradients of the steps that are inspected ({@code Trainer.inspectEvery}). A training that is
 * resumed gets a file of its own, in which what an earlier one has of later steps is taken back.
 *
 * <p>Close it after the training; what was written until then is in the file even if the training
 * fails. Not safe for use from several threads.
 */
public final class TensorBoardLog implements Callback, AutoCloseable {
    private static final int DEFAULT_EVERY = 10;

    private final Path directory;
    private final long everySteps;
    private @Nullable EventFile file;

    /** Writes the figures of each tenth step. */
    public TensorBoardLog(Path directory) {
        this(directory, DEFAULT_EVERY);
    }

    /**
     * A log that writes nothing before the training starts.
     *
     * @param directory for event files; made when it is missing
     * @param everySteps steps whose figures are written, besides the first one
     * @throws SteelyardException {@code INVALID_ARGUMENT} for less than 1 step
     */
    public TensorBoardLog(Path directory, long everySteps) {
        if (everySteps < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "TensorBoard is to be told of every "
                            + everySteps
                            + " steps; accepted are 1 or more.");
        }
        this.directory = directory;
        this.everySteps = everySteps;
    }

    @Override
    public void started(TrainingStart start) {
        close();
        double now = now();
        EventFile opened = EventFile.create(directory, (long) now);
        file = opened;
        opened.append(Events.version(now));
        if (start.firstStep() > 0) {
            opened.append(Events.restart(now, start.firstStep() + 1));
        }
        opened.flush();
    }

    @Override
    public void inspected(Inspection inspection) {
        histograms(inspection.step(), "weights/", inspection.weights());
        histograms(inspection.step(), "gradients/", inspection.gradients());
    }

    private void histograms(long step, String kind, Map<String, NdArray> arrays) {
        arrays.forEach(
                (path, values) ->
                        append(Events.histogram(now(), step, kind + path, Histogram.of(values))));
    }

    @Override
    public void stepped(TrainingStep step) {
        if (step.step() == 1 || step.step() % everySteps == 0) {
            double now = now();
            append(Events.scalar(now, step.step(), "train/loss", step.loss()));
            append(Events.scalar(now, step.step(), "gradient_norm", step.gradientNorm()));
            append(Events.scalar(now, step.step(), "learning_rate", step.learningRate()));
            open().flush();
        }
    }

    @Override
    public void validated(long step, Map<String, Double> metrics) {
        double now = now();
        metrics.forEach((name, value) -> append(Events.scalar(now, step, name, value)));
        open().flush();
    }

    /**
     * Shows a text, such as what a model writes, in a training that has started. Throws {@code
     * WRITE_FAILED}.
     *
     * @param tag the name under which it stands
     */
    public void text(long step, String tag, String text) {
        append(Events.text(now(), step, tag, text));
        open().flush();
    }

    @Override
    public void finished(TrainingReport report) {
        open().flush();
    }

    @Override
    public void failed(long step, SteelyardException failure) {
        if (file != null) {
            text(step, "failure", failure.code() + ": " + failure.getMessage());
        }
    }

    private void append(byte[] event) {
        open().append(event);
    }

    private EventFile open() {
        if (file == null) {
            throw new SteelyardException(
                    ErrorCode.CLOSED,
                    "The log for TensorBoard in "
                            + directory
                            + " is not open; it is from the start of a training until it is"
                            + " closed.");
        }
        return file;
    }

    private static double now() {
        return System.currentTimeMillis() / 1e3;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
