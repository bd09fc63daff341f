package io.steelyard.autodiff;

import static io.steelyard.autodiff.GradientRules.list;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Tensor;
import io.steelyard.program.UnaryKind;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Derivatives of functions of one element or of a pair. */
final class ElementwiseGradients {
    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    private ElementwiseGradients() {}

    static @Nullable Tensor unary(UnaryKind kind, Tensor x, Tensor result, Tensor gradient) {
        return switch (kind) {
            case NEG -> gradient.neg();
            // sign(x), which is 0 at 0
            case ABS ->
                    x.gt(x.scalar(0))
                            .select(
                                    gradient,
                                    x.lt(x.scalar(0)).select(gradient.neg(), gradient.filled(0)));
            case EXP -> gradient.mul(result);
            case LOG -> gradient.div(x);
            case SQRT -> gradient.mul(0.5).div(result);
            case TANH -> gradient.mul(result.square().neg().add(1));
            case ERF -> gradient.mul(x.square().neg().exp().mul(TWO_OVER_SQRT_PI));
            case SIN -> gradient.mul(x.cos());
            case COS -> gradient.mul(x.sin().neg());
            case FLOOR -> gradient.filled(0);
            case NOT -> null;
        };
    }

    static List<@Nullable Tensor> binary(
            BinaryKind kind, Tensor left, Tensor right, Tensor result, Tensor gradient) {
        return switch (kind) {
            case ADD -> list(gradient, gradient);
            case SUB -> list(gradient, gradient.neg());
            case MUL -> list(gradient.mul(right), gradient.mul(left));
            case DIV -> list(gradient.div(right), gradient.mul(result).div(right).neg());
            // a rem b = a - b * trunc(a / b)
            case REM -> list(gradient, gradient.mul(truncate(left.div(right))).neg());
            case POW -> pow(left, right, result, gradient);
            // At a tie the right operand takes the gradient, so that the derivative of max(x, 0) is
            // 0 at 0.
            case MAX -> choose(left.gt(right), gradient);
            case MIN -> choose(left.lt(right), gradient);
            case AND, OR, XOR, SHL, SHR -> list(null, null);
        };
    }

    private static List<@Nullable Tensor> choose(Tensor leftWins, Tensor gradient) {
        Tensor zero = gradient.filled(0);
        return list(leftWins.select(gradient, zero), leftWins.select(zero, gradient));
    }

    /**
     * The derivative by the exponent is 0 where the base is 0, as its limit is for exponents above
     * 0.
     */
    private static List<@Nullable Tensor> pow(
            Tensor base, Tensor exponent, Tensor result, Tensor gradient) {
        Tensor zero = exponent.filled(0);
        Tensor byBase = exponent.eq(zero).select(zero, exponent.mul(base.pow(exponent.sub(1))));
        Tensor byExponent = base.eq(zero).select(zero, result.mul(base.log()));
        return list(gradient.mul(byBase), gradient.mul(byExponent));
    }

    private static Tensor truncate(Tensor x) {
        return x.lt(x.scalar(0)).select(x.neg().floor().neg(), x.floor());
    }
}
