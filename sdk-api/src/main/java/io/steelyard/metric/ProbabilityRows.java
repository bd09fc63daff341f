package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;

import java.util.List;

/**
 * Probabilities of classes for examples, as exact figures read them.
 *
 * @param rows one for each example, each as long as there are classes
 * @param classes their names
 */
record ProbabilityRows(double[][] rows, List<String> classes) {
    /** The least probability whose logarithm is taken: F32's distance from 1 to the next number. */
    private static final double LEAST = 0x1p-23;

    /** Throws {@code INVALID_ARGUMENT} unless the array is {@code [n, classes]} of numbers. */
    static ProbabilityRows of(NdArray probabilities, List<String> classes) {
        if (probabilities.shape().rank() != 2 || !probabilities.dtype().isFloating()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of probabilities "
                            + probabilities.type()
                            + "; accepted are floats [examples, classes].");
        }
        int examples = Math.toIntExact(probabilities.shape().size(0));
        int width = Math.toIntExact(probabilities.shape().size(1));
        double[][] rows = new double[examples][width];
        for (int i = 0; i < examples; i++) {
            for (int c = 0; c < width; c++) {
                rows[i][c] = probabilities.get((long) i * width + c);
            }
        }
        return checked(rows, classes);
    }

    /** Throws {@code INVALID_ARGUMENT} for rows of another length, and what is no probability. */
    static ProbabilityRows of(float[][] probabilities, List<String> classes) {
        double[][] rows = new double[probabilities.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[probabilities[i].length];
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = probabilities[i][c];
            }
        }
        return checked(rows, classes);
    }

    private static ProbabilityRows checked(double[][] rows, List<String> classes) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != classes.size()) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Figures were asked of "
                                + rows[i].length
                                + " probabilities in row "
                                + i
                                + " and "
                                + classes.size()
                                + " classes; accepted is one probability for each class.");
            }
            for (double probability : rows[i]) {
                if (!(probability >= 0 && probability <= 1)) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "Figures were asked of the probability "
                                    + probability
                                    + " in row "
                                    + i
                                    + "; accepted are numbers from 0 to 1.");
                }
            }
        }
        return new ProbabilityRows(rows, List.copyOf(classes));
    }

    int count() {
        return rows.length;
    }

    /** The first class of the largest probability of a row. */
    int predicted(int row) {
        int best = 0;
        for (int c = 1; c < rows[row].length; c++) {
            best = rows[row][c] > rows[row][best] ? c : best;
        }
        return best;
    }

    double[] column(int c) {
        double[] column = new double[rows.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = rows[i][c];
        }
        return column;
    }

    /** {@code -log p}, of what is no less than the least probability. */
    static double surprise(double probability) {
        return -Math.log(Math.max(probability, LEAST));
    }

    /** Throws {@code INVALID_ARGUMENT} unless there are as many labels as rows. */
    void requireLabels(int labels) {
        if (labels != rows.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of "
                            + rows.length
                            + " rows of probabilities and the labels of "
                            + labels
                            + "; accepted are as many labels as rows.");
        }
    }

    /** The mean over the classes that have one; NaN where none has. */
    static double meanArea(List<ClassFigures> classes) {
        return classes.stream()
                .mapToDouble(ClassFigures::rocAuc)
                .filter(area -> !Double.isNaN(area))
                .average()
                .orElse(Double.NaN);
    }
}
