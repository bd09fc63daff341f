package io.steelyard.cli;

import io.steelyard.run.TrainingOptions;
import io.steelyard.tensorboard.TensorBoardLog;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** What is written about a training besides its metrics and its report. */
final class WatchOptions {
    @Option(
            names = "--tensorboard",
            description = {
                "Also write the folder tensorboard in --out, to be shown by"
                        + " 'tensorboard --logdir DIR'."
            })
    private boolean tensorBoard;

    @Option(
            names = "--inspect-every",
            paramLabel = "N",
            description = {
                "Look into every N steps: histograms of weights and gradients (with --tensorboard),"
                        + " and how long the gradients take (in the report). It changes nothing of"
                        + " the training, and takes the time of a step."
            })
    private long inspectEvery;

    @Option(
            names = "--profile",
            paramLabel = "STEPS",
            arity = "0..1",
            fallbackValue = "100",
            description = {
                "Time each kernel: after STEPS steps of warm-up as many that count, 100 if not"
                        + " named. Prints a table at the end, and writes profile.txt, profile.json"
                        + " and trace.json in --out. It changes nothing of the training."
            })
    private long profileSteps;

    /** Who watches a training; closed after it. */
    record Watch(TrainingOptions options, Optional<TensorBoardLog> log) implements AutoCloseable {
        @Override
        public void close() {
            log.ifPresent(TensorBoardLog::close);
        }
    }

    /** A watch over a training with the options, which goes to the directory. */
    Watch watch(TrainingOptions options, Path directory) {
        TrainingOptions inspected =
                options.withInspectEvery(inspectEvery).withProfileSteps(profileSteps);
        if (!tensorBoard) {
            return new Watch(inspected, Optional.empty());
        }
        TensorBoardLog log = new TensorBoardLog(directory.resolve("tensorboard"));
        return new Watch(inspected.withCallback(log), Optional.of(log));
    }
}
