package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/**
 * The expected calibration error (Guo et al. 2017, "On calibration of modern neural networks",
 * equation 5): predictions fall by their confidence into bins of equal width, each {@code (lower,
 * upper]}, and the error is the mean over all predictions of the difference between the accuracy
 * and the mean confidence of their bin. Predictions are logits {@code [.., classes]}; the target
 * {@code labels} is I32 {@code [..]} with the number of the class, or of the shape of the
 * predictions with 0 or 1 for each class. Then each class of each row is a prediction, whose
 * confidence is that it applies or that it does not, whichever is larger.
 *
 * @param bins their number, 1 or more
 */
public record CalibrationError(int bins) implements Metric {
    /** The number of bins of the paper. */
    public static final int USUAL_BINS = 15;

    /** With 15 bins. */
    public CalibrationError() {
        this(USUAL_BINS);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number below 1. */
    public CalibrationError {
        requireBins(bins);
    }

    static void requireBins(int bins) {
        if (bins < 1) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A calibration error over "
                            + bins
                            + " bins was asked for; accepted are 1 or more.");
        }
    }

    @Override
    public String name() {
        return "calibration_error";
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Outcomes outcomes = Outcomes.of("CalibrationError", predictions, targets);
        Tensor probabilities = outcomes.probabilities();
        Tensor hits = outcomes.predicted().eq(outcomes.actual());
        Tensor confidence =
                outcomes.multiLabel()
                        ? probabilities.max(probabilities.neg().add(1))
                        : probabilities.reduceMax(-1);
        Tensor right = outcomes.multiLabel() ? hits : hits.all(-1);
        // ceil(x) - 1, so that a bound belongs to the bin below it.
        Tensor bin = BinSums.index(confidence.mul(-bins).floor().neg().sub(1), bins);
        return BinSums.of(bins, bin, confidence.filled(1))
                .concat(
                        0,
                        BinSums.of(bins, bin, confidence),
                        BinSums.of(bins, bin, right.convert(DType.F32)));
    }

    @Override
    public double result(double[] sums) {
        double difference = 0;
        double count = 0;
        for (int bin = 0; bin < bins; bin++) {
            difference += Math.abs(sums[2 * bins + bin] - sums[bins + bin]);
            count += sums[bin];
        }
        return difference / count;
    }
}
