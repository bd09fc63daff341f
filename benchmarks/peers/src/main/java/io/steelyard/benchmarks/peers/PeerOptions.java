package io.steelyard.benchmarks.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param trainings names, all of them unless given
 * @param contestants the first is what the others are compared with
 * @param data the directory of {@link PeerData}
 * @param threads of each contestant
 * @param turns of each contestant
 * @param stepsOfATurn where they are not to be those of the training
 * @param memory whether peak memory is measured and not time
 * @param memoryOf the one whose peak memory this process is to measure
 * @param help whether only the arguments are printed
 */
record PeerOptions(
        List<String> trainings,
        List<String> contestants,
        Optional<Path> data,
        int threads,
        int turns,
        OptionalInt stepsOfATurn,
        boolean memory,
        Optional<String> memoryOf,
        boolean help) {
    static final String USAGE =
            """
            TrainingPeers [TRAINING...] [OPTION...]
              TRAINING              char-cpu, char, gpt2, lstm, cnn; all of them unless given
              --data DIR            with tinyshakespeare, fashion-mnist and tokenizers/gpt2; random
                                    content without
              --threads N           of each contestant, 2
              --turns N             of each contestant, 9
              --steps N             of each turn; about a second's unless given
              --contestants A,B,..  of reference, tensorflow, djl, script; all but tensorflow unless
                                    given; the first is what the others are compared with
              --memory              the peak resident memory of each in a process of its own
            """;

    private static final Set<String> VALUED =
            Set.of("--data", "--threads", "--turns", "--steps", "--contestants", "--memory-of");

    /** Throws {@code IllegalArgumentException} for what is not understood. */
    static PeerOptions parse(String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> trainings = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (VALUED.contains(argument) && i + 1 < arguments.length) {
                values.put(argument, arguments[++i]);
            } else if (argument.equals("--memory") || argument.equals("--help")) {
                values.put(argument, "");
            } else if (PeerTrainings.NAMES.contains(argument)) {
                trainings.add(argument);
            } else {
                throw new IllegalArgumentException(
                        "'" + argument + "' is not understood.\n" + USAGE);
            }
        }
        return new PeerOptions(
                trainings.isEmpty() ? PeerTrainings.NAMES : List.copyOf(trainings),
                List.of(values.getOrDefault("--contestants", "reference,djl,script").split(",")),
                Optional.ofNullable(values.get("--data")).map(Path::of),
                Integer.parseInt(values.getOrDefault("--threads", "2")),
                Integer.parseInt(values.getOrDefault("--turns", "9")),
                values.containsKey("--steps")
                        ? OptionalInt.of(Integer.parseInt(values.get("--steps")))
                        : OptionalInt.empty(),
                values.containsKey("--memory"),
                Optional.ofNullable(values.get("--memory-of")),
                values.containsKey("--help"));
    }

    /** The steps of a turn. */
    int steps(String training) {
        return stepsOfATurn.orElse(
                switch (training) {
                    case "char-cpu", "lstm", "cnn" -> 25;
                    case "char" -> 3;
                    default -> 2;
                });
    }

    /** Steps before the first turn, in which the JVM compiles what is to be timed. */
    int warmup(String training) {
        return switch (training) {
            case "char-cpu" -> 150;
            case "lstm", "cnn" -> 60;
            default -> 5;
        };
    }
}
