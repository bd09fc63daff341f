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
    /** {@link ProfileTable}. */
    public Path table() {
        return directory.resolve("profile.txt");
    }

    /** Writes them. Throws {@code WRITE_FAILED}. */
    public void write(TrainingProfile profile) {
        write(table(), ProfileTable.text(profile));
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
