package io.steelyard.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a training goes. */
final class OutDirectory {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Where model, checkpoints and metrics go. If not named: a folder of the task's name"
                        + " in out, with a number behind it when there is one already."
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

    /**
     * The directory, whatever there is in it.
     *
     * @param task whose trainings go there that name none
     */
    Path path(String task) {
        return named != null ? named : unnamed(Path.of("out", task));
    }

    /** Unnamed trainings never stand in each other's way. */
    private Path unnamed(Path first) {
        int runs = 0;
        while (Files.exists(numbered(first, runs + 1))) {
            runs++;
        }
        return numbered(first, resume ? Math.max(1, runs) : runs + 1);
    }

    private static Path numbered(Path first, int run) {
        return run == 1 ? first : first.resolveSibling(first.getFileName() + "-" + run);
    }
}
