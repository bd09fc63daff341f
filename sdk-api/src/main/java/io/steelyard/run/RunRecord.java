package io.steelyard.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.file.AtomicFile;
import io.steelyard.train.StepTimes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a training was and what became of it: {@code run.json} in its directory, from its first step
 * on.
 *
 * @param task id of the task
 * @param recipe by the names that it has in JSON
 * @param provenance data, seed and versions
 * @param parameters numbers that are trained
 * @param status whether it has ended
 * @param steps updates made, those before a restart included
 * @param reason why it ended, in words; empty while it goes on
 * @param restoredStep the step of the best model, where that was restored at the end, or null
 * @param elapsedSeconds trained, those before a restart included
 * @param times of the process that trained last, by part: {@code data}, {@code step} ...
 */
public record RunRecord(
        String task,
        Map<String, Object> recipe,
        Provenance provenance,
        long parameters,
        Status status,
        long steps,
        String reason,
        @Nullable Long restoredStep,
        double elapsedSeconds,
        Map<String, PartTimes> times) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    /** How far a training is. */
    public enum Status {
        /** It has not ended, or its process was killed. */
        RUNNING,
        /** A condition ended it, or it was interrupted. */
        FINISHED,
        /** An error ended it. */
        FAILED
    }

    /** Times of a part of the training in seconds: how often, and {@link StepTimes.Summary}. */
    public record PartTimes(
            long count, double medianSeconds, double p90Seconds, double totalSeconds) {
        static PartTimes of(StepTimes.Summary summary) {
            return new PartTimes(
                    summary.count(),
                    summary.median().toNanos() / 1e9,
                    summary.p90().toNanos() / 1e9,
                    summary.total().toNanos() / 1e9);
        }
    }

    public RunRecord {
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
        times = Collections.unmodifiableMap(new LinkedHashMap<>(times));
    }

    /** The name of a part in {@link #times}. */
    public static String name(StepTimes.Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    static Map<String, PartTimes> times(StepTimes times) {
        Map<String, PartTimes> parts = new LinkedHashMap<>();
        for (StepTimes.Part part : StepTimes.Part.values()) {
            times.summary(part).ifPresent(summary -> parts.put(name(part), PartTimes.of(summary)));
        }
        return parts;
    }

    /** A recipe from its text. */
    static Map<String, Object> recipe(String json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JsonProcessingException invalid) {
            throw new IllegalArgumentException("a recipe that is no JSON object: " + json, invalid);
        }
    }

    /** The recipe as text. */
    String recipeText() {
        return text(recipe);
    }

    private static String text(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException unknown) {
            throw new IllegalArgumentException("JSON cannot express " + value, unknown);
        }
    }

    /** Replaces the file whole. Throws {@code WRITE_FAILED}. */
    void write(Path file) {
        AtomicFile.write(file, text(this).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the record in the directory of a training.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} when there is none, {@code INVALID_FILE}
     */
    public static RunRecord read(RunDirectory directory) {
        Path file = directory.record();
        if (!Files.isDirectory(directory.path())) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory.path()
                            + " does not exist or is no directory; name the directory that a"
                            + " training wrote to.");
        }
        if (!Files.exists(file)) {
            throw new SteelyardException(
                    ErrorCode.FILE_NOT_FOUND,
                    directory.path()
                            + " holds no training: there is no "
                            + file.getFileName()
                            + " in it. Name the directory that a training wrote to (--out); one"
                            + " of an older version has to be resumed once.");
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), RunRecord.class);
        } catch (JsonProcessingException broken) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file
                            + " does not describe a training: "
                            + broken.getOriginalMessage()
                            + ". Use another copy of the directory.",
                    broken);
        } catch (IOException unreadable) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    file + " cannot be read: " + unreadable.getMessage() + ".",
                    unreadable);
        }
    }
}
