package io.steelyard.benchmarks;

import io.steelyard.Steelyard;
import io.steelyard.nn.Dense;
import io.steelyard.spi.Model;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The resident memory of the process (VmRSS of Linux) on the tensorflow backend: after 200 steps
 * and at the end of 20,000 steps of a tiny model and of 2,000 steps of {@code char-cpu}, and over
 * 200 trainings, each with an SDK of its own that is closed after it, of a model whose state is 48
 * MB. Before each figure the Java heap is collected, so that native memory is what differs.
 *
 * <p>Arguments: {@code tiny}, {@code char-cpu} or {@code closing}; all three without.
 */
public final class ResidentMemory {
    private static final int SETTLED = 200;
    private static final int TINY_STEPS = 20_000;
    private static final int CHAR_STEPS = 2_000;
    private static final int TRAININGS = 200;

    private ResidentMemory() {}

    public static void main(String... arguments) {
        String part = arguments.length > 0 ? arguments[0] : "";
        if (part.isEmpty() || part.equals("tiny")) {
            steps("tiny", dense(4), EndlessBatches.vectors(8, 8, 4), TINY_STEPS);
        }
        if (part.isEmpty() || part.equals("char-cpu")) {
            int vocabulary = BackendsBenchmark.VOCABULARY;
            steps(
                    "char-cpu",
                    new Gpt2(Gpt2Configuration.of(vocabulary, 64, 128, 4, 4, 0)),
                    EndlessBatches.tokens(12, 64, vocabulary),
                    CHAR_STEPS);
        }
        if (part.isEmpty() || part.equals("closing")) {
            closing();
        }
    }

    private static Model dense(int units) {
        return (scope, features) -> new Dense(units).forward(scope, features.get("x"));
    }

    private static void steps(String name, Model model, EndlessBatches data, int steps) {
        train(
                model,
                data,
                steps,
                new Callback() {
                    @Override
                    public void stepped(TrainingStep step) {
                        if (step.step() == SETTLED || step.step() % (steps / 4) == 0) {
                            print(name + ", " + step.step() + " steps");
                        }
                    }
                });
    }

    /** Parameters and two moments of 2,000 times 2,000 numbers. */
    private static void closing() {
        int width = 2_000;
        for (int training = 1; training <= TRAININGS; training++) {
            train(dense(width), EndlessBatches.vectors(2, width, width), 2, new Callback() {});
            if (training == 5 || training % (TRAININGS / 4) == 0) {
                print("after " + training + " trainings, each closed");
            }
        }
    }

    private static void train(Model model, EndlessBatches data, int steps, Callback callback) {
        try (Steelyard sdk = Steelyard.builder().backend("tensorflow").create();
                var _ =
                        TrainerContestant.trainer(sdk.backend(), model)
                                .callback(callback)
                                .stopWhen(Stop.afterSteps(steps))
                                .fit(data)) {
            // What is measured is measured by the callback, and after the end.
        }
    }

    private static void print(String when) {
        System.gc();
        System.out.printf(Locale.ROOT, "%s: %,.1f MB%n", when, residentBytes() / 1e6);
    }

    private static long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
