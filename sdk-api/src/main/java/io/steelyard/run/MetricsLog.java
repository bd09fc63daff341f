package io.steelyard.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicFile;
import io.steelyard.file.WriteFailure;
import io.steelyard.train.Callback;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Appends an object for the first step, each tenth, and each one that is followed by a validation
 * to {@code metrics.jsonl}. When a training is resumed, what was logged after its checkpoint is
 * dropped first. Not safe for use from several threads.
 */
public final class MetricsLog implements Callback, AutoCloseable {
    private static final int EVERY = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Unit unit;
    private double secondsBefore;
    private long startNanos;
    private long trainingNanos;
    private long weight;
    private @Nullable TrainingStep last;
    private @Nullable ObjectNode pending;
    // The last line of the file and where it begins, for a validation that comes after it.
    private @Nullable ObjectNode written;
    private long writtenAt;

    /** What a training's speed is counted in: the target elements of its batches. */
    public enum Unit {
        TOKENS,
        EXAMPLES;

        /** The key of the speed: {@code tokens_per_second} or {@code examples_per_second}. */
        public String speed() {
            return name().toLowerCase(Locale.ROOT) + "_per_second";
        }
    }

    /**
     * A log that writes nothing before the training starts.
     *
     * @param file {@link RunDirectory#metrics}
     * @param unit of the speed
     */
    public MetricsLog(Path file, Unit unit) {
        this.file = file;
        this.unit = unit;
    }

    @Override
    public void started(TrainingStart start) {
        List<String> kept = new ArrayList<>();
        for (MetricsFile.Line line : MetricsFile.read(file, start.firstStep())) {
            kept.add(line.text());
            written = line.object();
            secondsBefore = line.object().path("elapsed_seconds").asDouble();
        }
        String content = kept.stream().map(line -> line + "\n").collect(Collectors.joining());
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, bytes);
        if (!kept.isEmpty()) {
            int lastLine = kept.getLast().getBytes(StandardCharsets.UTF_8).length;
            writtenAt = bytes.length - lastLine - 1;
        }
        startNanos = System.nanoTime();
    }

    @Override
    public void stepped(TrainingStep step) {
        flush();
        trainingNanos += step.dataNanos() + step.nanos();
        weight += step.weight();
        last = step;
        if (step.step() == 1 || step.step() % EVERY == 0) {
            pending = line(step);
        }
    }

    @Override
    public void validated(long step, Map<String, Double> metrics) {
        if (pending == null && written != null && written.path("step").asLong() == step) {
            takeBack(written);
        }
        if (pending == null) {
            pending = last != null ? line(last) : JSON.createObjectNode().put("step", step);
        }
        metrics.forEach(pending::put);
    }

    @Override
    public void saved(long step, Path directory) {
        // What a checkpoint stands on is logged before anything can go wrong after it.
        flush();
    }

    @Override
    public void finished(TrainingReport report) {
        flush();
    }

    @Override
    public void failed(long step, SteelyardException failure) {
        flush();
    }

    /** Speed counts the time of steps and of waiting for their data alone. */
    private ObjectNode line(TrainingStep step) {
        ObjectNode line = JSON.createObjectNode();
        line.put("step", step.step());
        line.put("train/loss", step.loss());
        line.put("gradient_norm", step.gradientNorm());
        line.put("learning_rate", step.learningRate());
        line.put(unit.speed(), rounded(weight / (Math.max(1, trainingNanos) / 1e9), 10));
        line.put(
                "elapsed_seconds",
                rounded(secondsBefore + (System.nanoTime() - startNanos) / 1e9, 1000));
        weight = 0;
        trainingNanos = 0;
        return line;
    }

    private static double rounded(double value, double parts) {
        return Math.round(value * parts) / parts;
    }

    /** Makes the last line of the file the one that is being put together. */
    private void takeBack(ObjectNode line) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(writtenAt);
        } catch (IOException failure) {
            throw WriteFailure.of(file, failure);
        }
        pending = line;
        written = null;
    }

    private void flush() {
        if (pending == null) {
            return;
        }
        try {
            writtenAt = Files.exists(file) ? Files.size(file) : 0;
            Files.writeString(
                    file,
                    JSON.writeValueAsString(pending) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw WriteFailure.of(file, failure);
        }
        written = pending;
        pending = null;
    }

    /** Writes the last line, also when the training failed. */
    @Override
    public void close() {
        flush();
    }
}
