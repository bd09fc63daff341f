package io.steelyard.benchmarks;

import io.steelyard.nn.Activation;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.MaxPool;
import io.steelyard.nn.Padding;
import io.steelyard.nn.Sequential;
import io.steelyard.reference.ReferenceBackendFactory;
import io.steelyard.spi.Model;
import io.steelyard.tensorflow.TensorFlowBackendFactory;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whole training steps on the reference backend, on TensorFlow, and on TensorFlow with XLA, in
 * turns: a batch, forward, backward, clipping, update and reading the loss. Prints the median, the
 * least and the largest time of a step over the turns, tokens or examples a second, and the median
 * of the ratios to the reference backend within a turn; fails when the losses of the first steps
 * differ.
 *
 * <p>Arguments: {@code char-cpu} (12 x 64 tokens, 4 layers of 128), {@code char} (8 x 256 tokens, 6
 * layers of 384) or {@code cnn} (64 images of 28 x 28), then the number of steps of each turn, then
 * the number of turns.
 */
public final class BackendsBenchmark {
    static final int VOCABULARY = 65;

    private BackendsBenchmark() {}

    /** A model, what it trains on, and how to count that. */
    private record Setting(Model model, EndlessBatches data, String unit, int unitsPerStep) {}

    public static void main(String... arguments) {
        String name = arguments.length > 0 ? arguments[0] : "char-cpu";
        int steps = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        int turns = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Setting setting =
                switch (name) {
                    case "char-cpu" -> gpt(12, 64, 4, 4, 128);
                    case "char" -> gpt(8, 256, 6, 6, 384);
                    case "cnn" -> classifier(64);
                    default -> throw new IllegalArgumentException("No setting named " + name);
                };
        List<Contestant> contestants = new ArrayList<>();
        try {
            String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
            contestants.add(
                    new TrainerContestant(
                            "reference",
                            new ReferenceBackendFactory(),
                            Map.of("threads", threads),
                            backend -> TrainerContestant.trainer(backend, setting.model()),
                            setting.data()));
            contestants.add(tensorFlow("tensorflow", "false", threads, setting));
            contestants.add(tensorFlow("tensorflow, XLA", "true", threads, setting));
            new SideBySide(
                            name,
                            setting.unit(),
                            setting.unitsPerStep(),
                            0,
                            steps,
                            turns,
                            SideBySide.TOLERANCE)
                    .compare(contestants);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private static Contestant tensorFlow(String name, String xla, String threads, Setting setting) {
        return new TrainerContestant(
                name,
                new TensorFlowBackendFactory(),
                Map.of("threads", threads, "xla", xla),
                backend -> TrainerContestant.trainer(backend, setting.model()),
                setting.data());
    }

    private static Setting gpt(int batch, int context, int layers, int heads, int channels) {
        return new Setting(
                new Gpt2(Gpt2Configuration.of(VOCABULARY, context, channels, layers, heads, 0)),
                EndlessBatches.tokens(batch, context, VOCABULARY),
                "tokens",
                batch * context);
    }

    private static Setting classifier(int batch) {
        Sequential layers =
                Sequential.of(
                        new Conv(32, Kernel.of(3, 3).withPadding(new Padding.Same())),
                        Activation.RELU,
                        MaxPool.of(2, 2),
                        new Conv(64, Kernel.of(3, 3).withPadding(new Padding.Same())),
                        Activation.RELU,
                        MaxPool.of(2, 2),
                        new Flatten(),
                        new Dense(128),
                        Activation.RELU,
                        new Dense(10));
        return new Setting(
                (scope, features) -> layers.forward(scope, features.get("image")),
                EndlessBatches.images(batch, 28, 10),
                "examples",
                batch);
    }
}
