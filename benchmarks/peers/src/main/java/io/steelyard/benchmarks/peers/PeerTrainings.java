package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.SideBySide;
import io.steelyard.model.Scope;
import io.steelyard.nn.Conv;
import io.steelyard.nn.Dense;
import io.steelyard.nn.Dropout;
import io.steelyard.nn.Embedding;
import io.steelyard.nn.Flatten;
import io.steelyard.nn.Initializers;
import io.steelyard.nn.Kernel;
import io.steelyard.nn.Lstm;
import io.steelyard.nn.MaxPool;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Model;
import io.steelyard.text.gpt2.Gpt2;
import io.steelyard.text.gpt2.Gpt2Configuration;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The trainings that are compared.
 *
 * @param data what they train on
 */
record PeerTrainings(PeerData data) {
    /** The names that {@link #of} knows. */
    static final List<String> NAMES = List.of("char-cpu", "char", "gpt2", "lstm", "cnn");

    /**
     * Of the 1.4 million sums before the first rectifier, one or two lie so near to 0 that the
     * order of the additions decides their sign. That moves a gradient which is itself a small
     * difference of large sums by 1e-3 of it, and the first updates of Adam look at little but the
     * signs.
     */
    private static final double KINK_TOLERANCE = 1e-2;

    private static final AdamSettings GPT_OPTIMIZER =
            new AdamSettings(1e-3f, 0.9f, 0.99f, 1e-8f, 0.1f, OptionalDouble.of(1));

    /**
     * A training by its name.
     *
     * @param withDropout whether there is any; without, all contestants compute the same losses
     */
    PeerTraining of(String name, boolean withDropout) {
        return switch (name) {
            case "char-cpu" -> characters("char-cpu", 12, 64, 4, 4, 128);
            case "char" -> characters("char", 8, 256, 6, 6, 384);
            case "gpt2" -> gpt2(4, 64);
            case "lstm" -> lstm(32, 64);
            case "cnn" -> cnn(64, withDropout ? 0.25f : 0);
            default ->
                    throw new IllegalArgumentException(
                            "There is no training '" + name + "'; accepted are " + NAMES + ".");
        };
    }

    /** Whether contestants draw random numbers of their own. */
    static boolean hasDropout(String name) {
        return name.equals("cnn");
    }

    /** nanoGPT on characters. */
    PeerTraining characters(
            String name, int batch, int context, int layers, int heads, int channels) {
        Gpt2Configuration configuration =
                Gpt2Configuration.of(PeerData.CHARACTERS, context, channels, layers, heads, 0);
        return new PeerTraining(
                name,
                "tokens",
                batch * context,
                new NanoGpt(configuration),
                new TorchGpt(configuration, batch),
                data.characters(batch, context),
                GPT_OPTIMIZER,
                SideBySide.TOLERANCE);
    }

    /** GPT-2's smallest, with no more positions than the texts are long. */
    PeerTraining gpt2(int batch, int context) {
        Gpt2Configuration configuration =
                Gpt2Configuration.of(PeerData.GPT2_TOKENS, context, 768, 12, 12, 0);
        return new PeerTraining(
                "gpt2",
                "tokens",
                batch * context,
                new Gpt2(configuration),
                new TorchGpt(configuration, batch),
                data.tokens(batch, context),
                GPT_OPTIMIZER,
                SideBySide.TOLERANCE);
    }

    /** A language model of characters: embedding, one layer of LSTM, dense. */
    PeerTraining lstm(int batch, int context) {
        int channels = 128;
        int hidden = 256;
        Model model =
                (scope, features) -> {
                    Embedding table =
                            new Embedding(PeerData.CHARACTERS, channels, Initializers.normal(1));
                    Tensor x = scope.apply("embedding", table, features.get("input_ids"));
                    Tensor states = scope.apply("lstm", new Lstm(hidden), x);
                    return scope.apply("head", dense(PeerData.CHARACTERS, hidden), states);
                };
        return new PeerTraining(
                "lstm",
                "tokens",
                batch * context,
                model,
                new TorchLstm(batch, hidden),
                data.characters(batch, context),
                new AdamSettings(2e-3f, 0.9f, 0.999f, 1e-8f, 0, OptionalDouble.of(1)),
                SideBySide.TOLERANCE);
    }

    /** A classifier of images of 28 x 28: two convolutions and two dense layers. */
    PeerTraining cnn(int batch, float dropout) {
        Model model =
                (scope, features) -> {
                    Tensor x = conv(scope, "conv1", 32, features.get("image")); // [b, 26, 26, 32]
                    x = conv(scope, "conv2", 64, x); // [batch, 24, 24, 64]
                    x = scope.apply("pool", MaxPool.of(2, 2), x); // [batch, 12, 12, 64]
                    x = scope.apply("dropout", new Dropout(dropout), x);
                    x = scope.apply("flatten", new Flatten(), x);
                    x = scope.apply("dense1", dense(128, x.size(-1)), x).relu();
                    return scope.apply("dense2", dense(10, 128), x);
                };
        return new PeerTraining(
                "cnn",
                "examples",
                batch,
                model,
                new TorchCnn(batch, dropout),
                data.images(batch),
                new AdamSettings(1e-3f, 0.9f, 0.999f, 1e-8f, 0, OptionalDouble.empty()),
                KINK_TOLERANCE);
    }

    private static Tensor conv(Scope scope, String name, int channels, Tensor input) {
        double bound = 1 / Math.sqrt(9.0 * input.size(-1));
        Conv conv = new Conv(channels, Kernel.of(3, 3), 1, true, Initializers.uniform(bound));
        return scope.apply(name, conv, input).relu();
    }

    private static Dense dense(int units, long inputs) {
        return new Dense(units, true, Initializers.uniform(1 / Math.sqrt(inputs)));
    }
}
