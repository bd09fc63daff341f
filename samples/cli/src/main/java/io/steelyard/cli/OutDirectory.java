package io.steelyard.cli;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.train.Checkpoint;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a training goes. */
final class OutDirectory {
    private static final Path DEFAULT = Path.of("out", "text-generation");
    private static final List<String> TRACES =
            List.of("checkpoints", "metrics.jsonl", Checkpoint.MODEL_FILE);

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

    /**
     * The directory. Throws {@code INVALID_ARGUMENT} when it holds a training that is not to be
     * resumed: the task would refuse it too, but only after the text was read.
     */
    Path checked() {
        Path directory = named != null ? named : unnamed();
        if (!resume) {
            for (String name : TRACES) {
                if (Files.exists(directory.resolve(name))) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            directory
                                    + " holds a training already ("
                                    + name
                                    + "), which is not overwritten. Go on with it by --resume, or"
                                    + " name another directory as --out.");
                }
            }
        }
        return directory;
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
