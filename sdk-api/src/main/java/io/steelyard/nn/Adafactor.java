package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

/**
 * Adafactor (Shazeer and Stern 2018, "Adafactor: adaptive learning rates with sublinear memory
 * cost", algorithms 4 and 5): Adam's second moment kept as means over rows and over columns. For a
 * matrix of m rows and n columns that is m + n numbers instead of m n. With {@code b_t = 1 -
 * t^-decayExponent},
 *
 * <pre>
 * r = b_t r + (1 - b_t) mean over columns of (g^2 + epsilon1)      [.., m]
 * c = b_t c + (1 - b_t) mean over rows of (g^2 + epsilon1)         [.., n]
 * u = g / sqrt(r c / mean(r));  u = u / max(1, rms(u) / clip)
 * p = p - rate max(epsilon2, rms(p)) u
 * </pre>
 *
 * <p>The rows and columns are the last two axes; further axes keep means of their own. Tensors of
 * fewer axes keep the whole second moment. There is no momentum, as in the paper's choice.
 *
 * @param decayExponent in (0, 1]
 * @param epsilon1 added to squares of gradients, above 0
 * @param epsilon2 least size that a parameter is taken to have, above 0
 * @param clip root mean square that an update may have before the rate, above 0
 * @param relative whether the step is relative to the size of the parameter; if not, {@code p = p -
 *     rate u}
 */
public record Adafactor(
        float decayExponent, float epsilon1, float epsilon2, float clip, boolean relative)
        implements Optimizer {
    /**
     * The values of the paper: 0.8, 1e-30, 1e-3 and 1, with relative steps, for which it has a
     * learning rate of {@code min(0.01, 1 / sqrt(t))}.
     */
    public Adafactor() {
        this(0.8f, 1e-30f, 1e-3f, 1, true);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Adafactor {
        Arguments.require(
                decayExponent > 0 && decayExponent <= 1,
                "Adafactor",
                "decay exponent",
                decayExponent,
                "numbers above 0, up to and including 1");
        Arguments.requirePositive("Adafactor", "epsilon1", epsilon1);
        Arguments.requirePositive("Adafactor", "epsilon2", epsilon2);
        Arguments.requirePositive("Adafactor", "clip", clip);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        Tensor fresh = Moments.step(slots, parameter).pow(-decayExponent); // 1 - b_t
        Tensor square = gradient.square().add(epsilon1);
        Tensor direction = gradient.div(root(slots, square, fresh));
        Tensor size = rootMeanSquare(direction).div(clip);
        Tensor clipped = direction.div(size.max(size.scalar(1)));
        Tensor rate =
                relative
                        ? learningRate.mul(
                                rootMeanSquare(parameter).max(parameter.scalar(epsilon2)))
                        : learningRate;
        return parameter.sub(clipped.mul(rate));
    }

    /** The root of the second moment, of the gradient's shape. */
    private static Tensor root(Scope slots, Tensor square, Tensor fresh) {
        if (square.rank() < 2) {
            return average(slots, "exp_avg_sq", square, fresh).sqrt();
        }
        Tensor rows = average(slots, "exp_avg_sq_row", square.mean(-1), fresh); // [.., m]
        Tensor columns = average(slots, "exp_avg_sq_col", square.mean(-2), fresh); // [.., n]
        // The root of each factor, since the product of two small ones leaves the range of F32.
        Tensor share = rows.div(rows.mean(-1).expandDims(-1)).sqrt();
        return share.expandDims(-1).mul(columns.sqrt().expandDims(-2));
    }

    private static Tensor average(Scope slots, String slot, Tensor value, Tensor fresh) {
        Tensor before = slots.state(slot, value.type(), Initializers.zeros());
        Tensor updated = before.mul(fresh.neg().add(1)).add(value.mul(fresh));
        slots.update(slot, updated);
        return updated;
    }

    private static Tensor rootMeanSquare(Tensor x) {
        return x.square().mean().sqrt();
    }
}
