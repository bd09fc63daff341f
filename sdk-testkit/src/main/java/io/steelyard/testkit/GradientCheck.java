package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Function;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Holds gradients to central differences, both computed by the {@link Oracle} in float64.
 *
 * <p>The step is {@code h = cbrt(2^-53) max(1, |x|)}, about 5e-6, which balances the error of the
 * formula, h^2 times a third derivative, with that of the subtraction, 2^-53 / h (Press et al.
 * 2007, "Numerical Recipes", section 5.7). Both are about 1e-10 for functions of values near 1;
 * accepted is {@value #TOLERANCE} times the larger of 1, the gradient and the loss, which leaves
 * room for third derivatives of some hundreds.
 */
public final class GradientCheck {
    /** Relative to the larger of 1, the gradient and the loss. */
    public static final double TOLERANCE = 1e-6;

    private static final double STEP = Math.cbrt(0x1p-53);

    private GradientCheck() {}

    /**
     * Fails unless the gradient of a case is that of its central differences, and for a smooth case
     * the gradient of the gradient too.
     */
    public static void check(GradientCase gradientCase) {
        check(
                gradientCase + ", gradient",
                gradientCase,
                gradientCase.loss(),
                gradientCase.gradient());
        if (gradientCase.smooth()) {
            check(
                    gradientCase + ", gradient of the gradient",
                    gradientCase,
                    gradientCase.secondLoss(),
                    gradientCase.secondGradient());
        }
    }

    private static void check(
            String what, GradientCase gradientCase, Function loss, Function gradient) {
        List<OracleValue> inputs = gradientCase.inputs().stream().map(OracleValue::of).toList();
        List<OracleValue> gradients = Oracle.evaluate(gradient, Map.of(), inputs).outputs();
        double scale = Math.max(1, Math.abs(scalar(loss, inputs)));
        int number = 0;
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i) instanceof Reals(var type, double[] elements)) {
                double[] given = OracleValue.reals(gradients.get(number++));
                assertThat(given).as("%s by input %s", what, i).hasSameSizeAs(elements);
                for (int place = 0; place < elements.length; place++) {
                    double h = STEP * Math.max(1, Math.abs(elements[place]));
                    double above = scalar(loss, moved(inputs, i, place, h));
                    double below = scalar(loss, moved(inputs, i, place, -h));
                    double difference = (above - below) / (2 * h);
                    assertThat(Math.abs(given[place] - difference))
                            .as(
                                    "%s by input %s %s at %s: gradient %s, central difference %s",
                                    what, i, type, place, given[place], difference)
                            .isLessThanOrEqualTo(TOLERANCE * Math.max(scale, Math.abs(difference)));
                }
            }
        }
    }

    private static double scalar(Function loss, List<OracleValue> inputs) {
        return OracleValue.reals(Oracle.evaluate(loss, Map.of(), inputs).outputs().getFirst())[0];
    }

    private static List<OracleValue> moved(
            List<OracleValue> inputs, int input, int place, double step) {
        List<OracleValue> moved = new ArrayList<>(inputs);
        Reals value = (Reals) inputs.get(input);
        double[] elements = value.elements().clone();
        elements[place] += step;
        moved.set(input, new Reals(value.type(), elements));
        return moved;
    }
}
