package com.example.regression;

import io.steelyard.Steelyard;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** House prices by gradient descent: written out by hand, and with the SDK beside it. */
@Command(
        name = "steelyard sample linear-regression",
        description = "Fits house prices by gradient descent, by hand and with the SDK.")
public final class LinearRegression implements Callable<Integer> {
    private static final long SEED = 7;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "A CSV file of houses; without it, houses are made up.")
    private @Nullable Path data;

    @Option(
            names = "--price",
            paramLabel = "COLUMN",
            defaultValue = "median_house_value",
            description = "The column of FILE with the price in dollars (${DEFAULT-VALUE}).")
    private String price;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "200",
            description = "Steps of gradient descent (${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "The learning rate (${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    private boolean help;

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LinearRegression())
                .setExecutionExceptionHandler(
                        (failure, command, _) -> {
                            if (failure instanceof SteelyardException) {
                                command.getErr().println(failure.getMessage());
                                return 1;
                            }
                            throw failure;
                        });
    }

    @Override
    public Integer call() {
        try (Steelyard sdk = Steelyard.create()) {
            Houses.Parts parts =
                    data == null
                            ? Houses.of(Houses.madeUp(500, SEED), "price", SEED)
                            : Houses.of(sdk.table(data), price, SEED);
            Houses training = parts.training();
            FittedLine byHand = DescentByHand.fit(training, steps, learningRate);
            FittedLine bySdk = DescentBySdk.fit(sdk, training, steps, learningRate);
            print(spec.commandLine().getOut(), parts, byHand, bySdk);
        }
        return 0;
    }

    private static void print(
            PrintWriter out, Houses.Parts parts, FittedLine byHand, FittedLine bySdk) {
        Houses training = parts.training();
        out.printf(
                Locale.ROOT,
                "%,d houses to train with, %,d held out, %d columns%n",
                training.count(),
                parts.heldOut().count(),
                training.columns().size());

        out.printf("%n%-26s %12s %12s%n", "loss before step", "by hand", "by the SDK");
        for (int step = 1; step <= byHand.losses().size(); step *= 2) {
            double loss = byHand.losses().get(step - 1);
            print(out, Integer.toString(step), loss, bySdk.losses().get(step - 1));
        }
        out.printf("%n%-26s %12s %12s%n", "weight", "by hand", "by the SDK");
        List<String> columns = training.columns();
        for (int j = 0; j < columns.size(); j++) {
            print(out, columns.get(j), byHand.weight()[j], bySdk.weight()[j]);
        }
        print(out, "bias", byHand.bias(), bySdk.bias());

        out.printf(
                Locale.ROOT,
                "%nRoot mean squared error on the houses held out: %,.0f dollars by hand, %,.0f by"
                        + " the SDK%n",
                byHand.rootMeanSquaredError(parts.heldOut()) * Houses.UNIT,
                bySdk.rootMeanSquaredError(parts.heldOut()) * Houses.UNIT);
        out.flush();
    }

    private static void print(PrintWriter out, String what, double byHand, double bySdk) {
        out.printf(Locale.ROOT, "%-26s %12.5f %12.5f%n", what, byHand, bySdk);
    }
}
