package io.steelyard.metric;

import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;

/**
 * The coefficient of determination: 1 less the squared errors divided by the squared differences of
 * the values from their mean. 1 is perfect, 0 is what the mean of the values would give. The same
 * in any units. Predictions and the target {@code values} have one shape.
 *
 * <p>The sums of values and of their squares are F32, in which values whose mean is a thousand
 * times their spread lose what is asked for; train on values that are normalized, or take {@link
 * RegressionFigures}.
 */
public record RSquared() implements Metric {
    @Override
    public String name() {
        return "r_squared";
    }

    /** Throws {@code INVALID_PROGRAM} for values of another shape. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Tensor values = Errors.values("RSquared", predictions, targets);
        Tensor errors = Errors.of("RSquared", predictions, targets);
        return Errors.sumAndNumber(errors.square())
                .concat(0, values.sum().reshape(1), values.square().sum().reshape(1));
    }

    /** NaN where all values are equal. */
    @Override
    public double result(double[] sums) {
        double spread = sums[3] - sums[2] * sums[2] / sums[1];
        return spread > 0 ? 1 - sums[0] / spread : Double.NaN;
    }
}
