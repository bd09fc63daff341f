package com.example.regression;

import io.steelyard.Steelyard;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.Sgd;
import io.steelyard.spi.Batch;
import io.steelyard.spi.IndexedDataset;
import io.steelyard.tensor.NdArray;
import io.steelyard.train.Callback;
import io.steelyard.train.Stop;
import io.steelyard.train.TrainingReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** House prices by gradient descent: the update written out by hand beside the SDK's. */
@Command(
        name = "linear-regression",
        mixinStandardHelpOptions = true,
        description = "Fits house prices by gradient descent, by hand and with the SDK.")
public final class LinearRegression implements Callable<Integer> {
    private static final long SEED = 7;
    private static final double DOLLARS = 100_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The California housing table; without it, houses are made up.")
    private @Nullable Path data;

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

    /** One batch, which a pass over the data consists of. */
    private record Whole(Batch batch) implements IndexedDataset<Batch> {
        @Override
        public long count() {
            return 1;
        }

        @Override
        public Batch get(long index) {
            return batch;
        }
    }

    @Override
    public Integer call() {
        try (Steelyard sdk = Steelyard.create()) {
            Houses houses =
                    data == null ? Houses.generate(500, SEED) : Houses.read(sdk.table(data));
            Houses.Parts parts = houses.split(SEED);
            compare(sdk, parts.training(), parts.heldOut(), spec.commandLine().getOut());
        }
        return 0;
    }

    private void compare(Steelyard sdk, Houses training, Houses heldOut, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%,d houses to train with, %,d held out, %d columns%n%n",
                training.count(),
                heldOut.count(),
                training.columns().size());

        DescentByHand byHand = new DescentByHand(training.columns().size());
        List<Double> lossesByHand = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            lossesByHand.add(byHand.step(training, learningRate));
        }

        List<Double> losses = new ArrayList<>();
        Callback collect =
                new Callback() {
                    @Override
                    public void stepped(TrainingStep step) {
                        losses.add(step.loss());
                    }
                };
        try (TrainingReport report =
                sdk.trainer(new Line())
                        .loss(new MeanSquaredError())
                        .optimizer(new Sgd())
                        .learningRate(learningRate)
                        .stopWhen(Stop.afterSteps(steps))
                        .callback(collect)
                        .fit(new Whole(training.batch()))) {
            NdArray weight = report.state().device().read("weight");
            double bias = report.state().device().read("bias").item();

            out.printf("%-20s %14s %14s%n", "loss before step", "by hand", "by the SDK");
            for (int step = 1; step <= steps; step *= 2) {
                print(
                        out,
                        Integer.toString(step),
                        lossesByHand.get(step - 1),
                        losses.get(step - 1));
            }
            out.printf("%n%-20s %14s %14s%n", "weight", "by hand", "by the SDK");
            for (int j = 0; j < training.columns().size(); j++) {
                print(out, training.columns().get(j), byHand.weight(j), weight.get(j));
            }
            print(out, "bias", byHand.bias(), bias);

            double squares = 0;
            double squaresByHand = 0;
            for (int i = 0; i < heldOut.count(); i++) {
                double prediction = bias;
                for (int j = 0; j < training.columns().size(); j++) {
                    prediction += weight.get(j) * heldOut.x()[i][j];
                }
                squares += Math.pow(prediction - heldOut.price()[i], 2);
                squaresByHand += Math.pow(byHand.predict(heldOut.x()[i]) - heldOut.price()[i], 2);
            }
            out.printf(
                    Locale.ROOT,
                    "%nRoot mean squared error on the houses held out: %,.0f dollars by hand, %,.0f"
                            + " by the SDK%n",
                    DOLLARS * Math.sqrt(squaresByHand / heldOut.count()),
                    DOLLARS * Math.sqrt(squares / heldOut.count()));
        }
        out.flush();
    }

    private static void print(PrintWriter out, String what, double byHand, double bySdk) {
        out.printf(Locale.ROOT, "%-20s %14.5f %14.5f%n", what, byHand, bySdk);
    }
}
