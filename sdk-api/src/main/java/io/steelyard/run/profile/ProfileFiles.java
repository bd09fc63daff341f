package io.steelyard.run.profile;

import io.steelyard.file.AtomicFile;
import io.steelyard.train.TrainingProfile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A profile in a directory.
 *
 * @param directory of the training
 */
public record ProfileFiles(Path directory) {
    /** {@link ProfileTable}, for people. */
    public Path table() {
        return directory.resolve("profile.txt");
    }

    /** Every call site with its times, for programs. */
    public Path json() {
        return directory.resolve("profile.json");
    }

    /** The last run of each function on a timeline, for chrome://tracing or Perfetto. */
    public Path trace() {
        return directory.resolve("trace.json");
    }

    /** Writes them. Throws {@code WRITE_FAILED}. */
    public void write(TrainingProfile profile) {
        write(table(), ProfileTable.text(profile));
        write(json(), ProfileJson.text(profile));
        write(trace(), ChromeTrace.text(profile));
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
