package io.steelyard.composite;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code dropout} (Srivastava et al. 2014, inverted): operands x of any shape, key and stream I32
 * {@code [2]}; result {@code x * (u >= rate ? 1 / (1 - rate) : 0)} with u uniform in [0, 1) from
 * the random bits of x's shape. The gradient is the same operation on the gradient, with the same
 * bits.
 *
 * @param rate the probability that an element is zeroed, in [0, 1)
 */
public record DropoutRule(float rate) implements CompositeRule {
    /** Throws {@code INVALID_ARGUMENT} for a rate outside [0, 1). */
    public DropoutRule {
        requireRate(rate);
    }

    /** Throws {@code INVALID_ARGUMENT} for a rate of dropout outside [0, 1). */
    public static void requireRate(float rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A dropout rate of "
                            + rate
                            + " was given; accepted are 0 up to, but not including, 1.");
        }
    }

    @Override
    public String name() {
        return "dropout";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        RandomKey random = new RandomKey(operands.get(1), operands.get(2));
        return List.of(x.mul(mask(random, x, rate)));
    }

    /**
     * {@code 1 / (1 - rate)} where the element is kept, 0 where it is dropped; of the type of like.
     */
    static Tensor mask(RandomKey random, Tensor like, float rate) {
        Tensor uniform = RandomSource.uniform(random, like.shape());
        return uniform.ge(uniform.scalar(rate)).select(like.filled(1 / (1 - rate)), like.filled(0));
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        return Optional.of(
                (operands, results, gradients) -> {
                    Tensor dx =
                            Composites.one(
                                    this, gradients.getFirst(), operands.get(1), operands.get(2));
                    List<@Nullable Tensor> contributions = new ArrayList<>();
                    contributions.add(dx);
                    contributions.add(null);
                    contributions.add(null);
                    return contributions;
                });
    }
}
