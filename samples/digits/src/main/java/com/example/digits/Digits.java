package com.example.digits;

import io.steelyard.Steelyard;
import io.steelyard.data.image.IdxDirectory;
import io.steelyard.data.image.ImageCollection;
import io.steelyard.data.image.ImageParts;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.Accuracy;
import io.steelyard.nn.Adam;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.spi.Model;
import io.steelyard.train.Stop;

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
import java.util.stream.IntStream;

/** Digits told by an LSTM that reads their pixels in a row, and by a network of convolutions. */
@Command(
        name = "steelyard sample digits",
        description = "Trains an LSTM over pixels and a convolutional network on digits.")
public final class Digits implements Callable<Integer> {
    private static final int BATCH = 64;

    /** The two models. */
    enum Kind {
        LSTM,
        CNN
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The four files of MNIST; without it, digits are drawn.")
    private @Nullable Path data;

    @Option(
            names = "--models",
            split = ",",
            defaultValue = "lstm,cnn",
            description = "Those to train (${DEFAULT-VALUE}).")
    private List<Kind> models;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Passes over the digits (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--examples",
            paramLabel = "N",
            description = "How many digits to learn from (4000 that are drawn, all of DIR).")
    private @Nullable Integer examples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "What weights and the order of digits follow from (${DEFAULT-VALUE}).")
    private long seed;

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
        return new CommandLine(new Digits())
                .setCaseInsensitiveEnumValuesAllowed(true)
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
        PrintWriter out = spec.commandLine().getOut();
        ImageParts parts = data == null ? SegmentDigits.parts() : IdxDirectory.open(data);
        ImageCollection all = parts.training();
        ImageCollection train =
                examples == null || examples >= all.count()
                        ? all
                        : all.subset(IntStream.range(0, examples).toArray());
        ImageCollection test = parts.test().orElseThrow(this::nothingToTestWith);
        out.printf(
                Locale.ROOT,
                "%,d digits of %d x %d pixels to learn from, %,d to test with%n",
                train.count(),
                train.height(),
                train.width(),
                test.count());
        try (Steelyard sdk = Steelyard.create()) {
            for (Kind kind : models) {
                out.printf("%n%s, ", kind);
                out.flush();
                train(sdk, kind, train, test, out);
            }
        }
        out.flush();
        return 0;
    }

    private SteelyardException nothingToTestWith() {
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                data
                        + " has no digits to test with; put t10k-images-idx3-ubyte and"
                        + " t10k-labels-idx1-ubyte there.");
    }

    private void train(
            Steelyard sdk,
            Kind kind,
            ImageCollection train,
            ImageCollection test,
            PrintWriter out) {
        int classes = train.classes().size();
        Model model =
                switch (kind) {
                    case LSTM -> new SequenceModel(32, 128, classes);
                    case CNN -> new ImageModel(32, classes);
                };
        sdk.trainer(model)
                .loss(new SoftmaxCrossEntropy())
                .optimizer(new Adam())
                .learningRate(1e-3)
                .clipGradients(1)
                .metrics(new Accuracy())
                .seed(seed)
                .stopWhen(Stop.afterEpochs(epochs))
                .callback(new Progress(out, Math.ceilDiv(train.count(), BATCH)))
                .fit(
                        train.shuffle(seed).batch(BATCH).map(Batches::of).prefetch(4),
                        test.batch(BATCH).map(Batches::of))
                .close();
    }
}
