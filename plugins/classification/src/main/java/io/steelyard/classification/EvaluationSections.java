package io.steelyard.classification;

import io.steelyard.data.image.Image;
import io.steelyard.metric.AverageFigures;
import io.steelyard.metric.Averaging;
import io.steelyard.metric.ClassFigures;
import io.steelyard.metric.ClassificationFigures;
import io.steelyard.metric.ConfusionMatrix;
import io.steelyard.run.report.Numbers;
import io.steelyard.run.report.Picture;
import io.steelyard.run.report.Section;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An evaluation as parts of a report, and as names with numbers. */
final class EvaluationSections {
    private static final String TITLE = "On the validation part";

    private EvaluationSections() {}

    /** The parts of a report on the validation part. */
    static List<Section> of(ClassifierEvaluation evaluation) {
        List<Section> sections = new ArrayList<>();
        Map<String, String> facts = new LinkedHashMap<>();
        evaluation
                .figures()
                .forEach((name, value) -> facts.put(name.replace('_', ' '), number(value)));
        sections.add(new Section.Facts(TITLE, facts));
        switch (evaluation) {
            case ClassifierEvaluation.OfClasses(ClassificationFigures figures, var worst) -> {
                sections.add(classes(figures.classes()));
                ConfusionMatrix confusion = figures.confusion();
                sections.add(
                        new Section.Matrix(
                                "Confusion matrix", confusion.classes(), confusion.counts()));
                sections.addAll(mistakes(worst));
            }
            case ClassifierEvaluation.OfLabels(var figures) ->
                    sections.add(classes(figures.classes()));
            case ClassifierEvaluation.OfValues _ -> {}
        }
        return sections;
    }

    private static Section classes(List<ClassFigures> classes) {
        List<List<String>> rows = new ArrayList<>();
        for (ClassFigures each : classes) {
            rows.add(
                    List.of(
                            each.name(),
                            Long.toString(each.support()),
                            number(each.precision()),
                            number(each.recall()),
                            number(each.f1())));
        }
        return new Section.Table(
                "Classes", List.of("class", "examples", "precision", "recall", "F1"), rows);
    }

    private static List<Section> mistakes(List<ClassifierEvaluation.Mistake> worst) {
        List<Picture> pictures = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (ClassifierEvaluation.Mistake mistake : worst) {
            String what = mistake.actual() + ", taken for " + mistake.predicted();
            switch (mistake.example()) {
                case Example.Picture(Image image, String origin) ->
                        pictures.add(
                                Picture.of(
                                        pixels(image),
                                        what
                                                + " ("
                                                + number(mistake.probability())
                                                + "): "
                                                + origin));
                case Example.Text(String text, String origin) ->
                        rows.add(List.of(what, number(mistake.probability()), origin, text));
                case Example.TableRow(_, var row) ->
                        rows.add(
                                List.of(
                                        what,
                                        number(mistake.probability()),
                                        mistake.example().origin(),
                                        String.valueOf(row.values())));
            }
        }
        List<Section> sections = new ArrayList<>();
        if (!pictures.isEmpty()) {
            sections.add(new Section.Gallery("Worst mistakes", pictures));
        }
        if (!rows.isEmpty()) {
            sections.add(
                    new Section.Table(
                            "Worst mistakes",
                            List.of("what", "probability", "where", "example"),
                            rows));
        }
        return sections;
    }

    private static NdArray pixels(Image image) {
        return NdArray.of(
                TensorType.of(DType.U8, image.height(), image.width(), image.channels()),
                MemorySegment.ofArray(image.pixels()));
    }

    /** Names with numbers, in the order of their weight. */
    static Map<String, Double> figures(ClassifierEvaluation evaluation) {
        Map<String, Double> figures = new LinkedHashMap<>();
        switch (evaluation) {
            case ClassifierEvaluation.OfClasses(ClassificationFigures all, _) -> {
                figures.put("examples", (double) all.examples());
                figures.put("accuracy", all.accuracy());
                averages(figures, all.average(Averaging.MACRO), "macro");
                figures.put("roc_auc", all.rocAuc());
                figures.put("log_loss", all.logLoss());
                figures.put("calibration_error", all.calibrationError());
            }
            case ClassifierEvaluation.OfLabels(var all) -> {
                figures.put("examples", (double) all.examples());
                figures.put("exact_match", all.exactMatch());
                figures.put("hamming_loss", all.hammingLoss());
                averages(figures, all.average(Averaging.MICRO), "micro");
                averages(figures, all.average(Averaging.MACRO), "macro");
                figures.put("roc_auc", all.rocAuc());
                figures.put("log_loss", all.logLoss());
            }
            case ClassifierEvaluation.OfValues(var all) -> {
                figures.put("examples", (double) all.examples());
                figures.put("root_mean_squared_error", all.rootMeanSquaredError());
                figures.put("mean_absolute_error", all.meanAbsoluteError());
                figures.put("r_squared", all.rSquared());
            }
        }
        return figures;
    }

    private static void averages(Map<String, Double> figures, AverageFigures average, String name) {
        figures.put("precision_" + name, average.precision());
        figures.put("recall_" + name, average.recall());
        figures.put("f1_" + name, average.f1());
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) > 1
                ? Numbers.count((long) value)
                : Numbers.figure(value);
    }
}
