package io.steelyard.benchmarks;

import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileReport;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times whole training steps of a GPT side by side, with one thread and with all, in turns within
 * one process, since absolute times drift with the machine. A step is a batch, forward, backward,
 * clipping, update and reading the loss. Prints the median and the 10th and 90th percentile of the
 * step time, tokens and floating-point operations a second, and the ratio of the two.
 *
 * <p>Arguments: {@code char-cpu} (12 x 64 tokens, 4 layers of 128) or {@code char} (8 x 256 tokens,
 * 6 layers of 384), then the number of timed steps of each turn, then the number of turns.
 */
public final class TrainingStepBenchmark {
    private static final int VOCABULARY = 65;

    private TrainingStepBenchmark() {}

    private record Setting(
            String name, int batch, int context, int layers, int heads, int channels) {}

    private static final List<Setting> SETTINGS =
            List.of(
                    new Setting("char-cpu", 12, 64, 4, 4, 128),
                    new Setting("char", 8, 256, 6, 6, 384));

    public static void main(String... arguments) {
        String name = arguments.length > 0 ? arguments[0] : "char-cpu";
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        int turns = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        Setting setting =
                SETTINGS.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        int all = Runtime.getRuntime().availableProcessors();
        List<Double> ratios = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            double alone = run(setting, 1, steps);
            double together = run(setting, all, steps);
            ratios.add(alone / together);
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d threads are %.2f times as fast as one (median of %d turns)%n",
                name,
                all,
                median(ratios.stream().mapToDouble(Double::doubleValue).toArray()),
                turns);
    }

    /** Trains for some steps and gives the median step time in milliseconds. */
    private static double run(Setting setting, int threads, int steps) {
        int warmup = Math.max(5, steps / 5);
        StepTimes times = new StepTimes(warmup);
        Gpt2 model =
                new Gpt2(
                        Gpt2Configuration.of(
                                VOCABULARY,
                                setting.context(),
                                setting.channels(),
                                setting.layers(),
                                setting.heads(),
                                0));
        try (Backend backend =
                        new ReferenceBackendFactory()
                                .create(Map.of("threads", Integer.toString(threads)));
                TrainingReport report =
                        TrainerContestant.trainer(backend, model)
                                .callback(times)
                                .stopWhen(Stop.afterSteps(warmup + steps))
                                .fit(
                                        EndlessBatches.tokens(
                                                setting.batch(), setting.context(), VOCABULARY))) {
            return times.print(setting, threads, report.compileReport());
        }
    }

    private static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Takes the time between the ends of two steps. */
    private static final class StepTimes implements Callback {
        private final int warmup;
        private final List<Double> milliseconds = new ArrayList<>();
        private long last;

        StepTimes(int warmup) {
            this.warmup = warmup;
        }

        @Override
        public void stepped(TrainingStep step) {
            long now = System.nanoTime();
            if (step.step() > warmup) {
                milliseconds.add((now - last) / 1e6);
            }
            last = now;
        }

        double print(Setting setting, int threads, CompileReport report) {
            double[] sorted =
                    milliseconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double median = median(sorted);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d threads: %.2f ms a step [%.2f, %.2f], %,.0f tokens/s, %.1f GFLOP/s%n",
                    setting.name(),
                    threads,
                    median,
                    sorted[sorted.length / 10],
                    sorted[sorted.length * 9 / 10],
                    setting.batch() * setting.context() / median * 1e3,
                    report.floatingPointOperations() / median / 1e6);
            return median;
        }
    }
}
