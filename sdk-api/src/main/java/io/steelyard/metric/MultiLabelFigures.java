package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.List;

/**
 * How good predictions are where several classes may apply to an example, or none: exact, in double
 * precision. A class is predicted where its probability is above the threshold.
 *
 * @param examples their number
 * @param threshold the probability above which a class is predicted
 * @param exactMatch the part of examples of which every class is right
 * @param hammingLoss the part of all pairs of example and class that is wrong
 * @param logLoss the mean of {@code -log p} of what is so over all pairs, in nats; a probability
 *     below 2^-23 counts as that
 * @param rocAuc the mean over the classes that have one
 * @param classes figures of each class
 * @param reliability whether the confidence in what is predicted, that a class applies or does not,
 *     can be believed, in 15 bins
 */
public record MultiLabelFigures(
        long examples,
        double threshold,
        double exactMatch,
        double hammingLoss,
        double logLoss,
        double rocAuc,
        List<ClassFigures> classes,
        Reliability reliability) {
    public MultiLabelFigures {
        classes = List.copyOf(classes);
    }

    /**
     * The figures of predictions at a threshold of a half; NaN of none.
     *
     * @param probabilities {@code [examples][classes]}
     * @param labels {@code [examples][classes]}: whether a class applies
     * @param classes the names of the classes
     * @throws SteelyardException {@code INVALID_ARGUMENT} for sizes that differ and what is no
     *     probability
     */
    public static MultiLabelFigures of(
            float[][] probabilities, boolean[][] labels, List<String> classes) {
        return of(ProbabilityRows.of(probabilities, classes), labels, 0.5);
    }

    /** The same of an array of floats {@code [examples, classes]} at a threshold. */
    public static MultiLabelFigures of(
            NdArray probabilities, boolean[][] labels, List<String> classes, double threshold) {
        return of(ProbabilityRows.of(probabilities, classes), labels, threshold);
    }

    private static MultiLabelFigures of(
            ProbabilityRows rows, boolean[][] labels, double threshold) {
        rows.requireLabels(labels.length);
        int classes = rows.classes().size();
        int pairs = labels.length * classes;
        double[] confidences = new double[pairs];
        boolean[] right = new boolean[pairs];
        double loss = 0;
        long exact = 0;
        long wrong = 0;
        for (int i = 0; i < labels.length; i++) {
            requireWidth(labels[i].length, i, classes);
            int misses = 0;
            for (int c = 0; c < classes; c++) {
                double probability = rows.rows()[i][c];
                boolean predicted = probability > threshold;
                confidences[i * classes + c] = predicted ? probability : 1 - probability;
                right[i * classes + c] = predicted == labels[i][c];
                misses += predicted == labels[i][c] ? 0 : 1;
                loss += ProbabilityRows.surprise(labels[i][c] ? probability : 1 - probability);
            }
            wrong += misses;
            exact += misses == 0 ? 1 : 0;
        }
        List<ClassFigures> figures = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            figures.add(figures(rows, labels, c, threshold));
        }
        return new MultiLabelFigures(
                labels.length,
                threshold,
                (double) exact / labels.length,
                (double) wrong / pairs,
                loss / pairs,
                ProbabilityRows.meanArea(figures),
                figures,
                Reliability.of(confidences, right, CalibrationError.USUAL_BINS));
    }

    private static void requireWidth(int width, int row, int classes) {
        if (width != classes) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of "
                            + width
                            + " labels in row "
                            + row
                            + " and "
                            + classes
                            + " classes; accepted is one label for each class.");
        }
    }

    private static ClassFigures figures(
            ProbabilityRows rows, boolean[][] labels, int c, double threshold) {
        double[] scores = rows.column(c);
        boolean[] positive = new boolean[scores.length];
        long hits = 0;
        long predicted = 0;
        long support = 0;
        for (int i = 0; i < scores.length; i++) {
            positive[i] = labels[i][c];
            boolean found = scores[i] > threshold;
            hits += found && positive[i] ? 1 : 0;
            predicted += found ? 1 : 0;
            support += positive[i] ? 1 : 0;
        }
        double area = RankOrder.area(scores, positive);
        return new ClassFigures(rows.classes().get(c), hits, predicted, support, area);
    }

    /** Precision, recall and F1 of all classes as one. */
    public AverageFigures average(Averaging averaging) {
        return AverageFigures.of(averaging, classes);
    }
}
