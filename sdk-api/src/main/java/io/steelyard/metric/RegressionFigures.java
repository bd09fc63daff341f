package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

/**
 * How good predicted numbers are: exact, in double precision, in the units of the values.
 *
 * @param examples their number
 * @param meanAbsoluteError the mean of {@code |value - prediction|}
 * @param rootMeanSquaredError the root of the mean of {@code (value - prediction)^2}
 * @param rSquared 1 less the squared errors divided by the squared differences of the values from
 *     their mean; NaN where all values are equal
 */
public record RegressionFigures(
        long examples, double meanAbsoluteError, double rootMeanSquaredError, double rSquared) {
    /**
     * The figures of predictions; NaN of none.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} for lengths that differ and numbers that
     *     are not finite
     */
    public static RegressionFigures of(double[] predictions, double[] values) {
        if (predictions.length != values.length) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of "
                            + predictions.length
                            + " predictions and "
                            + values.length
                            + " values; accepted are as many of both.");
        }
        int count = values.length;
        double mean = 0;
        for (int i = 0; i < count; i++) {
            requireFinite("prediction", predictions[i], i);
            requireFinite("value", values[i], i);
            mean += (values[i] - mean) / (i + 1);
        }
        double absolute = 0;
        double squared = 0;
        double spread = 0;
        for (int i = 0; i < count; i++) {
            double error = values[i] - predictions[i];
            absolute += Math.abs(error);
            squared += error * error;
            spread += (values[i] - mean) * (values[i] - mean);
        }
        return new RegressionFigures(
                count,
                absolute / count,
                Math.sqrt(squared / count),
                spread > 0 ? 1 - squared / spread : Double.NaN);
    }

    private static void requireFinite(String what, double number, int row) {
        if (!Double.isFinite(number)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Figures were asked of the "
                            + what
                            + " "
                            + number
                            + " in row "
                            + row
                            + "; accepted are finite numbers.");
        }
    }
}
