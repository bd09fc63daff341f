package io.steelyard.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steelyard train}: the tasks that can be trained are its subcommands. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a model.",
        synopsisSubcommandLabel = "TASK",
        footer = {
            "",
            "Examples:",
            "  steelyard train text-generation --data input.txt",
            "  steelyard train classification --data images --kind image"
        },
        subcommands = {TrainTextGenerationCommand.class, TrainClassificationCommand.class})
final class TrainCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(),
                "No task was named; known are text-generation and classification, as in 'steelyard"
                        + " train text-generation'.");
    }
}
