package io.steelyard.classification.architecture;

import io.steelyard.nn.Activation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The activations between layers, under their names in Hugging Face's configurations. */
final class Activations {
    private static final EnumMap<Activation, String> NAMES =
            new EnumMap<>(
                    Map.of(
                            Activation.RELU, "relu",
                            Activation.RELU6, "relu6",
                            Activation.ELU, "elu",
                            Activation.SIGMOID, "sigmoid",
                            Activation.TANH, "tanh",
                            Activation.GELU, "gelu",
                            Activation.GELU_TANH, "gelu_new",
                            Activation.SILU, "silu",
                            Activation.MISH, "mish"));

    private Activations() {}

    /** Throws {@code INVALID_ARGUMENT} for one that does not belong between layers. */
    static void require(String modelType, String entry, Activation activation) {
        Ranges.require(
                NAMES.containsKey(activation),
                modelType,
                entry,
                activation,
                "one of " + NAMES.keySet());
    }

    static String name(Activation activation) {
        String name = NAMES.get(activation);
        if (name == null) {
            throw new IllegalStateException(activation + " was accepted though it has no name.");
        }
        return name;
    }

    static Activation read(ConfigEntries entries, String entry, Activation absent) {
        String name = entries.text(entry, name(absent));
        List<Activation> named =
                Arrays.stream(Activation.values())
                        .filter(each -> name.equals(NAMES.get(each)))
                        .toList();
        if (named.isEmpty()) {
            throw entries.unsupported(entry, name, "one of " + NAMES.values());
        }
        return named.getFirst();
    }
}
