package io.steelyard.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.file.WriteFailure;
import io.steelyard.train.Callback;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    private long eventNanos;
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
        for (String line : existingLines()) {
            ObjectNode object = parse(line);
            if (object == null || object.path("step").asLong() > start.firstStep()) {
                break; // a process that was killed may have left half a line
            }
            kept.add(line);
            written = object;
            secondsBefore = object.path("elapsed_seconds").asDouble();
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path aside = file.resolveSibling("." + file.getFileName() + ".writing");
            Files.write(aside, kept);
            if (!kept.isEmpty()) {
                int lastLine = kept.getLast().getBytes(StandardCharsets.UTF_8).length;
                writtenAt = Files.size(aside) - lastLine - 1;
            }
            Files.move(
                    aside,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw WriteFailure.of(file, failure);
        }
        startNanos = System.nanoTime();
        eventNanos = startNanos;
    }

    private List<String> existingLines() {
        try {
            // A cut-off line may end within a character, so nothing is refused here.
            return Files.exists(file)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList()
                    : List.of();
        } catch (IOException failure) {
            throw WriteFailure.of(file, failure);
        }
    }

    private static @Nullable ObjectNode parse(String line) {
        try {
            return JSON.readTree(line) instanceof ObjectNode object ? object : null;
        } catch (JsonProcessingException broken) {
            return null;
        }
    }

    @Override
    public void stepped(TrainingStep step) {
        flush();
        long now = System.nanoTime();
        trainingNanos += now - eventNanos;
        eventNanos = now;
        weight += step.weight();
        last = step;
        if (step.step() == 1 || step.step() % EVERY == 0) {
            pending = line(step);
        }
    }

    @Override
    public void validated(long step, Map<String, Double> metrics) {
        eventNanos = System.nanoTime();
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
        eventNanos = System.nanoTime();
    }

    @Override
    public void finished(TrainingReport report) {
        flush();
    }

    /** Speed counts the time in steps alone, and not that of validations and checkpoints. */
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
