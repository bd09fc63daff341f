package com.example.sentiment;

import io.steelyard.Steelyard;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.ClassifierEvaluation;
import io.steelyard.classification.Example;
import io.steelyard.classification.LabeledTable;
import io.steelyard.classification.Prediction;
import io.steelyard.data.text.TextFolder;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Table;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.Callable;

/** Tells good opinions from bad ones, with a model that reads words and one that reads order. */
@Command(
        name = "sentiment",
        mixinStandardHelpOptions = true,
        description = "Trains classifiers of opinions, and says what they make of yours.")
public final class Sentiment implements Callable<Integer> {
    private static final int MADE_UP = 3_000;
    private static final double HELD_OUT = 0.1;
    private static final int MISTAKES = 5;

    /** Stands for sentences on standard input, one on a line. */
    private static final String STANDARD_INPUT = "-";

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "A folder with a file for each class, an opinion on each line; without it,"
                            + " opinions are made up.")
    private @Nullable Path data;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "bag-of-words,text-cnn",
            description = "bag-of-words, text-cnn, lstm or bert, or several (${DEFAULT-VALUE}).")
    private List<String> architectures = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Passes over the opinions (${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of everything that is random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--text",
            paramLabel = "SENTENCE",
            description = "An opinion of yours; - reads them from standard input, one on a line.")
    private List<String> sentences =
            List.of(
                    "The plot was not very dull and the cast was really superb",
                    "The plot was very dull and the cast was not really superb");

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Sentiment())
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
        Table opinions =
                data == null
                        ? Opinions.generate(MADE_UP, seed)
                        : TextFolder.open(data, StandardCharsets.UTF_8);
        LabeledTable labeled = new LabeledTable(opinions, Opinions.LABEL).holdingOut(HELD_OUT);
        ClassificationData parts = ClassificationData.texts(labeled, Opinions.TEXT);
        out.printf(
                Locale.ROOT,
                "%,d opinions to train with, %,d held out%n%n%-16s %12s %12s %12s%n",
                labeled.table().rows().size().orElseThrow(),
                labeled.test().orElseThrow().rows().size().orElseThrow(),
                "architecture",
                "parameters",
                "accuracy",
                "log loss");
        try (Steelyard sdk = Steelyard.create()) {
            Classification task = sdk.task(Classification.TASK);
            for (String architecture : architectures) {
                ClassificationRecipe recipe =
                        ClassificationRecipe.forTexts()
                                .withModel(Map.of("model_type", architecture))
                                .withEpochs(epochs)
                                .withSeed(seed);
                try (ClassificationModel model = task.train(parts, recipe)) {
                    ClassifierEvaluation evaluation = model.evaluate(parts);
                    print(architecture, model.parameterCount(), evaluation.figures(), out);
                    if (architecture.equals(architectures.getLast())) {
                        printMistakes(evaluation, out);
                        answer(model, out);
                    }
                }
            }
        }
        return 0;
    }

    private static void print(
            String architecture, long parameters, Map<String, Double> figures, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-16s %,12d %10.1f %% %12.3f%n",
                architecture,
                parameters,
                100 * figures.getOrDefault("accuracy", Double.NaN),
                figures.getOrDefault("log_loss", Double.NaN));
        out.flush();
    }

    private void printMistakes(ClassifierEvaluation evaluation, PrintWriter out) {
        if (evaluation instanceof ClassifierEvaluation.OfClasses classes) {
            out.printf("%nThe worst mistakes of %s:%n", architectures.getLast());
            for (ClassifierEvaluation.Mistake mistake :
                    classes.worst().subList(0, Math.min(MISTAKES, classes.worst().size()))) {
                out.printf(
                        Locale.ROOT,
                        "  %s by its label, with a probability of %.3f: %s%n",
                        mistake.actual(),
                        mistake.probability(),
                        mistake.example() instanceof Example.Text text ? text.text() : "");
            }
        }
    }

    private void answer(ClassificationModel model, PrintWriter out) {
        out.printf("%n");
        for (String sentence : sentences) {
            if (!sentence.equals(STANDARD_INPUT)) {
                answer(model, sentence, out);
                continue;
            }
            Scanner typed = new Scanner(System.in, StandardCharsets.UTF_8);
            while (typed.hasNextLine()) {
                answer(model, typed.nextLine(), out);
            }
        }
    }

    private static void answer(ClassificationModel model, String sentence, PrintWriter out) {
        if (model.predict(Example.of(sentence)) instanceof Prediction.OfClass said) {
            out.printf(
                    Locale.ROOT,
                    "%s, with a probability of %.3f: %s%n",
                    said.label(),
                    said.probability(),
                    sentence);
            out.flush();
        }
    }
}
