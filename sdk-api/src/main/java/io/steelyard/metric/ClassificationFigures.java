package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How good predictions of one class for each example are: exact, in double precision, from the
 * probabilities of all examples. Where probabilities tie, the first class is the larger one.
 *
 * @param examples their number
 * @param accuracy the part of examples whose class is predicted
 * @param logLoss the mean of {@code -log p} of the class that is so, in nats; a probability below
 *     2^-23 counts as that
 * @param rocAuc the area under the receiver operating characteristic: of two classes that of the
 *     second, of more the mean of each against the rest over those that have one
 * @param classes figures of each class
 * @param confusion which class is taken for which
 * @param reliability whether the confidence can be believed, in 15 bins
 * @param ranks the number of examples whose class has the largest probability, the second largest
 *     and so on
 */
public record ClassificationFigures(
        long examples,
        double accuracy,
        double logLoss,
        double rocAuc,
        List<ClassFigures> classes,
        ConfusionMatrix confusion,
        Reliability reliability,
        List<Long> ranks) {
    public ClassificationFigures {
        classes = List.copyOf(classes);
        ranks = List.copyOf(ranks);
    }

    /**
     * The figures of predictions; NaN of none.
     *
     * @param probabilities {@code [examples][classes]}
     * @param labels the number of the class of each example
     * @param classes the names of the classes
     * @throws SteelyardException {@code INVALID_ARGUMENT} for sizes that differ, what is no
     *     probability, and a label that is no class
     */
    public static ClassificationFigures of(
            float[][] probabilities, int[] labels, List<String> classes) {
        return of(ProbabilityRows.of(probabilities, classes), labels);
    }

    /** The same of an array of floats {@code [examples, classes]}. */
    public static ClassificationFigures of(
            NdArray probabilities, int[] labels, List<String> classes) {
        return of(ProbabilityRows.of(probabilities, classes), labels);
    }

    private static ClassificationFigures of(ProbabilityRows rows, int[] labels) {
        rows.requireLabels(labels.length);
        int classes = rows.classes().size();
        long[][] confusion = new long[classes][classes];
        long[] ranks = new long[classes];
        double[] confidences = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            requireClass(label, i, classes);
            int predicted = rows.predicted(i);
            confusion[label][predicted]++;
            ranks[rank(rows.rows()[i], label)]++;
            confidences[i] = rows.rows()[i][predicted];
            right[i] = predicted == label;
            loss += ProbabilityRows.surprise(rows.rows()[i][label]);
        }
        ConfusionMatrix matrix = matrix(rows.classes(), confusion);
        List<ClassFigures> figures = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            figures.add(
                    new ClassFigures(
                            rows.classes().get(c),
                            matrix.count(c, c),
                            matrix.predicted(c),
                            matrix.support(c),
                            area(rows, labels, c)));
        }
        long hits = figures.stream().mapToLong(ClassFigures::hits).sum();
        return new ClassificationFigures(
                labels.length,
                (double) hits / labels.length,
                loss / labels.length,
                classes == 2 ? figures.get(1).rocAuc() : ProbabilityRows.meanArea(figures),
                figures,
                matrix,
                Reliability.of(confidences, right, CalibrationError.USUAL_BINS),
                boxed(ranks));
    }

    private static void requireClass(int label, int row, int classes) {
        if (label < 0 || label >= classes) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of the label "
                            + label
                            + " in row "
                            + row
                            + "; accepted are class numbers from 0 to "
                            + (classes - 1)
                            + ".");
        }
    }

    /** How many classes of a row come before one. */
    private static int rank(double[] row, int label) {
        int rank = 0;
        for (int c = 0; c < row.length; c++) {
            if (row[c] > row[label] || (row[c] == row[label] && c < label)) {
                rank++;
            }
        }
        return rank;
    }

    private static double area(ProbabilityRows rows, int[] labels, int c) {
        boolean[] positive = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            positive[i] = labels[i] == c;
        }
        return RankOrder.area(rows.column(c), positive);
    }

    private static ConfusionMatrix matrix(List<String> classes, long[][] counts) {
        List<List<Long>> rows = new ArrayList<>();
        for (long[] row : counts) {
            rows.add(boxed(row));
        }
        return new ConfusionMatrix(classes, rows);
    }

    private static List<Long> boxed(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The part of examples whose class is among the k most probable ones. */
    public double topK(int k) {
        return (double) ranks.stream().limit(k).mapToLong(Long::longValue).sum() / examples;
    }

    /** Precision, recall and F1 of all classes as one. */
    public AverageFigures average(Averaging averaging) {
        return AverageFigures.of(averaging, classes);
    }

    /** The expected calibration error. */
    public double calibrationError() {
        return reliability.error();
    }
}
