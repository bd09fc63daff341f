package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A training in a process of its own, so that it can be ended from outside. It writes a checkpoint
 * after every {@value #CHECKPOINT_EVERY} steps.
 *
 * @param process that runs the command
 * @param out where the training goes
 */
record TrainingProcess(Process process, Path out) {
    static final String CHECKPOINT_EVERY = "40";

    /** Logged for certain, and after the first checkpoint. */
    private static final String LATER_STEP = "\"step\":60,";

    /**
     * Starts a command.
     *
     * @param log takes what it writes
     */
    static TrainingProcess start(Path log, Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        return new TrainingProcess(process, out);
    }

    /** Until there is a checkpoint, and steps after it that are lost with the process. */
    void awaitStepsAfterACheckpoint() throws IOException, InterruptedException {
        Files.createDirectories(out);
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            out.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
            while (!hasStepsAfterACheckpoint()) {
                assertThat(process.isAlive()).as("the training is still running").isTrue();
                WatchKey change = watch.poll(1, TimeUnit.SECONDS);
                if (change != null) {
                    change.pollEvents();
                    change.reset();
                }
            }
        }
    }

    private boolean hasStepsAfterACheckpoint() throws IOException {
        if (!Files.exists(out.resolve("metrics.jsonl"))
                || !Files.isDirectory(out.resolve("checkpoints"))) {
            return false;
        }
        String metrics = Files.readString(out.resolve("metrics.jsonl"));
        try (var checkpoints = Files.list(out.resolve("checkpoints"))) {
            return checkpoints.anyMatch(path -> path.getFileName().toString().startsWith("step-"))
                    && metrics.contains(LATER_STEP);
        }
    }
}
