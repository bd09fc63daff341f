package io.steelyard.benchmarks.peers;

import io.steelyard.benchmarks.CharacterLstm;
import io.steelyard.benchmarks.ImageClassifier;
import io.steelyard.benchmarks.SideBySide;
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
        int hidden = 256;
        return new PeerTraining(
                "lstm",
                "tokens",
                batch * context,
                new CharacterLstm(PeerData.CHARACTERS, 128, hidden),
                new TorchLstm(batch, hidden),
                data.characters(batch, context),
                new AdamSettings(2e-3f, 0.9f, 0.999f, 1e-8f, 0, OptionalDouble.of(1)),
                SideBySide.TOLERANCE);
    }

    /** A classifier of images of 28 x 28: two convolutions and two dense layers. */
    PeerTraining cnn(int batch, float dropout) {
        return new PeerTraining(
                "cnn",
                "examples",
                batch,
                new ImageClassifier(dropout),
                new TorchCnn(batch, dropout),
                data.images(batch),
                new AdamSettings(1e-3f, 0.9f, 0.999f, 1e-8f, 0, OptionalDouble.empty()),
                KINK_TOLERANCE);
    }
}
