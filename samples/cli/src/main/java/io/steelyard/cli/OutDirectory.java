package io.steelyard.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a training goes. */
final class OutDirectory {
    private static final Path DEFAULT = Path.of("out", "text-generation");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Where model, checkpoints and metrics go. If not named: out/text-generation, or"
                        + " with a number behind it when there is one already."
            })
    private @Nullable Path named;

    @Option(
            names = "--resume",
            description = {
                "Go on from the newest checkpoint in --out (if not named: the last of the default"
                        + " ones), with the recipe it was started with, as if it had never stopped."
            })
    private boolean resume;

    boolean resumes() {
        return resume;
    }

    /** The directory, whatever there is in it. */
    Path path() {
        return named != null ? named : unnamed();
    }

    /** Unnamed trainings never stand in each other's way. */
    private Path unnamed() {
        int runs = 0;
        while (Files.exists(numbered(runs + 1))) {
            runs++;
        }
        return numbered(resume ? Math.max(1, runs) : runs + 1);
    }

    private static Path numbered(int run) {
        return run == 1 ? DEFAULT : DEFAULT.resolveSibling(DEFAULT.getFileName() + "-" + run);
    }
}
