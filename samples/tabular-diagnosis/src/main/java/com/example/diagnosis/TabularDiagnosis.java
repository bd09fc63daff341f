package com.example.diagnosis;

import io.steelyard.Steelyard;
import io.steelyard.SteelyardConfiguration;
import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.data.Split;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.ConfusionMatrix;
import io.steelyard.metric.TemperatureScaling;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/** Finds malignant tumors in a table, where a miss costs more than a false alarm. */
@Command(
        name = "tabular-diagnosis",
        mixinStandardHelpOptions = true,
        description = "Diagnoses from a table: calibrated, and with a threshold chosen by cost.")
public final class TabularDiagnosis implements Callable<Integer> {
    private static final int MADE_UP = 2_000;

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The breast cancer table of Wisconsin; without it, patients are made up.")
    private @Nullable Path data;

    @Option(
            names = "--miss-cost",
            paramLabel = "X",
            defaultValue = "10",
            description = "Of a malignant tumor that is not found (${DEFAULT-VALUE}).")
    private double missCost;

    @Option(
            names = "--alarm-cost",
            paramLabel = "X",
            defaultValue = "1",
            description = "Of a benign one that is taken for malignant (${DEFAULT-VALUE}).")
    private double alarmCost;

    @Option(
            names = "--folds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Of a cross-validation; 0 for none (${DEFAULT-VALUE}).")
    private int folds;

    @Option(
            names = "--overtrain",
            description = "Takes the model of the last epoch, too sure of itself, not the best.")
    private boolean overtrain;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "What to compute with, if not the preferred one on the class path.")
    private @Nullable String backend;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything that is random (${DEFAULT-VALUE}).")
    private long seed;

    /** Runs it. */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new TabularDiagnosis())
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
        Report report = new Report(spec.commandLine().getOut());
        try (Steelyard sdk = Steelyard.create(configuration())) {
            Classification task = sdk.task(Classification.TASK);
            Patients patients =
                    data == null ? Patients.generate(MADE_UP, seed) : Patients.read(sdk, data);
            ClassificationRecipe recipe = recipe();
            diagnose(task, recipe, patients, report);
            if (folds > 0) {
                CrossValidation all = CrossValidation.of(task, recipe, patients, folds);
                report.print(
                        "%nROC AUC of %d folds: %.4f, with a standard deviation of %.4f%n",
                        folds, all.mean(), all.spread());
            }
        }
        return 0;
    }

    private SteelyardConfiguration configuration() {
        SteelyardConfiguration defaults = SteelyardConfiguration.defaults();
        return backend == null ? defaults : defaults.withBackend(backend);
    }

    /**
     * Of some hundred patients a tenth is too few to validate on, and all of them are soon right,
     * while the loss goes on falling.
     */
    private ClassificationRecipe recipe() {
        ClassificationRecipe recipe =
                ClassificationRecipe.forTables()
                        .withSeed(seed)
                        .with(Map.of("validation_fraction", 0.2))
                        .with(Map.of("ending", Map.of("metric", "validation/loss")));
        return overtrain
                ? recipe.with(Map.of("ending", Map.of("patience", 0, "restore_best", false)))
                : recipe;
    }

    /**
     * Trains with three fifths, chooses temperature and threshold by a fifth, tests on the last.
     */
    private void diagnose(
            Classification task, ClassificationRecipe recipe, Patients patients, Report report) {
        Split outer = Split.stratified(patients.labels(), 0.2, seed);
        Patients known = patients.where(outer::isTraining);
        Split inner = Split.stratified(known.labels(), 0.25, seed);
        ClassificationData training =
                ClassificationData.rows(known.where(inner::isTraining).labeled());
        Diagnoses validation;
        Diagnoses test;
        // With calibrate, the training fits the temperature itself; here it is seen at work.
        try (ClassificationModel model =
                task.train(training, recipe.with(Map.of("calibrate", false)))) {
            validation = Diagnoses.of(model, known.where(inner::isHeldOut));
            test = Diagnoses.of(model, patients.where(outer::isHeldOut));
        }
        report.print(
                "%,d patients to train with, %,d to choose by, %,d to test on%n%n",
                inner.training().length, validation.labels().length, test.labels().length);
        TemperatureScaling scaling = validation.fitted();
        report.printCalibration(test, scaling);

        Costs costs = new Costs(missCost, alarmCost);
        double chosen = costs.bestThreshold(validation.malignant(scaling), validation.labels());
        report.print(
                "%nA miss costs %s and an alarm %s: if probabilities are true, the threshold is"
                        + " %.3f%n",
                missCost, alarmCost, costs.expectedThreshold());
        for (double threshold : new double[] {0.5, chosen}) {
            ConfusionMatrix confusion =
                    Costs.confusion(test.malignant(scaling), test.labels(), threshold);
            report.print(
                    "%nA threshold of %.3f costs %.0f on the test part:%n",
                    threshold, costs.of(confusion));
            report.print(confusion);
        }
    }
}
