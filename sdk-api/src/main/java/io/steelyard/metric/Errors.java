package io.steelyard.metric;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Comparisons;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/** How far predicted numbers are off. */
final class Errors {
    private Errors() {}

    /** Values minus predictions, F32. */
    static Tensor of(String metric, Tensor predictions, Targets targets) {
        return values(metric, predictions, targets).sub(predictions.convert(DType.F32));
    }

    static Tensor values(String metric, Tensor predictions, Targets targets) {
        return Comparisons.target(metric, predictions, targets, Targets.VALUES).convert(DType.F32);
    }

    /** The sum and the number of elements: F32 {@code [2]}. */
    static Tensor sumAndNumber(Tensor elements) {
        Tensor number = elements.scalar(elements.shape().elements()).reshape(1);
        return elements.sum().reshape(1).concat(0, number);
    }

    /** Throws {@code INVALID_ARGUMENT} for a scale that is not above 0. */
    static void requireScale(String metric, double scale) {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    metric
                            + " was given the scale "
                            + scale
                            + "; accepted are finite numbers above 0.");
        }
    }
}
