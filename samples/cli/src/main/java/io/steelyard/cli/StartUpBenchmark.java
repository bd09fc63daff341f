package io.steelyard.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.steelyard.Steelyard;
import io.steelyard.data.Datasets;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.Dataset;
import io.steelyard.tensor.NdArray;
import io.steelyard.text.TextGenerationRecipe;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Trains the GPT of the preset {@code char-cpu} on random characters for some seconds, and says how
 * soon it gets how fast. The first training of a process shows what a user waits for.
 */
final class StartUpBenchmark implements Callback {
    private static final int CHARACTERS = 65;
    private static final long SEED = 1;

    /** Enough that no step waits for one, few enough to be made at once. */
    private static final int BATCHES = 16;

    private final TextGenerationRecipe recipe = TextGenerationRecipe.charCpu();
    private final List<Long> ends = new ArrayList<>();
    private final long start = System.nanoTime();
    private @Nullable CompileReport compiled;
    private long parameters;

    private StartUpBenchmark() {}

    /** Trains on a backend and adds what is found. */
    static void run(Steelyard sdk, Duration time, ObjectNode findings) {
        Backend backend = sdk.backend();
        StartUpBenchmark benchmark = new StartUpBenchmark();
        benchmark.train(sdk, time);
        // After the training, whose kernels it would warm up.
        benchmark.describe(backend, backend.diagnostics(), findings);
    }

    private void train(Steelyard sdk, Duration time) {
        Gpt2Configuration configuration =
                Gpt2Configuration.of(
                        CHARACTERS,
                        recipe.context(),
                        recipe.channels(),
                        recipe.layers(),
                        recipe.heads(),
                        0);
        TrainingReport report =
                sdk.trainer(new Gpt2(configuration))
                        .loss(new SoftmaxCrossEntropy())
                        .learningRate(recipe.learningRate())
                        .clipGradients(recipe.clipNorm())
                        .callback(this)
                        .stopWhen(Stop.after(time).and(Stop.afterSteps(StartUp.WINDOW)))
                        .fit(data());
        report.close();
    }

    private Dataset<Batch> data() {
        Random random = new Random(SEED);
        List<Batch> batches = new ArrayList<>();
        long count = (long) recipe.batchSize() * recipe.context();
        for (int i = 0; i < BATCHES; i++) {
            int[] ids = random.ints(count, 0, CHARACTERS).toArray();
            NdArray tokens = NdArray.of(ids, recipe.batchSize(), recipe.context());
            batches.add(Batch.of("input_ids", tokens, "labels", tokens));
        }
        return Datasets.of(batches);
    }

    @Override
    public void started(TrainingStart started) {
        compiled = started.compileReport();
        parameters = started.parameters();
    }

    @Override
    public void stepped(TrainingStep step) {
        ends.add(System.nanoTime() - start);
    }

    private void describe(Backend backend, Map<String, String> diagnostics, ObjectNode findings) {
        StartUp speed = StartUp.of(ends.stream().mapToLong(Long::longValue).toArray());
        double steady = speed.steadyNanos() / 1e9;
        int tokens = recipe.batchSize() * recipe.context();
        findings.put(
                "training",
                text(
                        "%,d steps of a GPT with %,d parameters on %,d x %,d tokens, backend %s"
                                + " (%s)",
                        ends.size(),
                        parameters,
                        recipe.batchSize(),
                        recipe.context(),
                        backend.name(),
                        backend.capabilities().device()));
        if (compiled != null) {
            findings.put(
                    "compiling",
                    text(
                            "%.2f s to %,d kernels",
                            compiled.compileTime().toNanos() / 1e9, compiled.kernels()));
        }
        findings.put("first_step", text("%.2f s after the start", speed.firstNanos() / 1e9));
        findings.put(
                "90_percent_speed",
                text(
                        "%.2f s after the start, with step %,d",
                        speed.fastNanos() / 1e9, speed.fastStep()));
        findings.put("steady_step", text("%.2f ms, %,.0f tokens/s", 1e3 * steady, tokens / steady));
        if (compiled != null) {
            double speedNow = compiled.floatingPointOperations() / steady / 1e9;
            String peak = diagnostics.get(Backend.PEAK_GIGAFLOPS);
            findings.put(
                    "arithmetic",
                    text("%.0f GFLOP/s", speedNow)
                            + (peak == null
                                    ? ""
                                    : text(
                                            ", %.0f %% of the %s GFLOP/s of multiply-adds in"
                                                    + " registers",
                                            100 * speedNow / Double.parseDouble(peak), peak)));
        }
        String read = diagnostics.get(Backend.PEAK_READ);
        if (read != null) {
            findings.put("reading_memory", text("%s GB/s at most", read));
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
