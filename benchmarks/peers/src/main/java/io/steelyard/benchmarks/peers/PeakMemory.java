package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDManager;

import io.steelyard.benchmarks.Contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The peak resident memory (VmHWM of Linux) of each contestant in a process of its own with the
 * flags of this one: JVM, library, data, parameters and some training steps.
 */
final class PeakMemory {
    private static final int STEPS = 12;
    private static final String RESULT = "VmHWM: ";

    private PeakMemory() {}

    /** Starts a process for each contestant, one after the other, and prints their peaks. */
    static void compare(String training, PeerOptions options) {
        double first = 0;
        for (String contestant : options.contestants()) {
            double megabytes = inProcess(training, contestant, options) / 1e6;
            first = first == 0 ? megabytes : first;
            System.out.printf(
                    Locale.ROOT,
                    "%-8s %-10s peak resident memory after %d steps %,8.0f MB, %.2f times that of"
                            + " %s%n",
                    training,
                    contestant,
                    options.stepsOfATurn().orElse(STEPS),
                    megabytes,
                    megabytes / first,
                    options.contestants().getFirst());
        }
    }

    /** Trains one contestant in this process, and prints its peak for the one that started it. */
    static void measure(PeerOptions options) {
        PeerTraining training =
                new PeerTrainings(new PeerData(options.data()))
                        .of(options.trainings().getFirst(), true);
        String name = options.memoryOf().orElseThrow();
        int steps = options.stepsOfATurn().orElse(STEPS);
        if (Contestants.isTorch(name)) {
            try (NDManager manager = Libtorch.open(options.threads())) {
                TorchParameters.Source source = TorchParameters.random();
                train(Contestants.torch(name, manager, training, source), steps);
            }
        } else {
            train(Contestants.steelyard(name, training, options.threads()), steps);
        }
        System.out.println(RESULT + peakBytes());
    }

    private static void train(Contestant contestant, int steps) {
        try (contestant) {
            contestant.train(steps);
        }
    }

    private static long inProcess(String training, String contestant, PeerOptions options) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingPeers.class.getName(),
                        training,
                        "--memory-of",
                        contestant,
                        "--threads",
                        Integer.toString(options.threads())));
        options.data().ifPresent(data -> command.addAll(List.of("--data", data.toString())));
        options.stepsOfATurn()
                .ifPresent(steps -> command.addAll(List.of("--steps", Integer.toString(steps))));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            List<String> lines = process.inputReader().readAllLines();
            return lines.stream()
                    .filter(line -> line.startsWith(RESULT))
                    .mapToLong(line -> Long.parseLong(line.substring(RESULT.length())))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            contestant + " ended without a result: " + lines));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static long peakBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
