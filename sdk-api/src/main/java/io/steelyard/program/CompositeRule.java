package io.steelyard.program;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What defines a {@link Op.Composite}: a name, a decomposition and, where that saves memory or
 * time, a gradient of its own. Implemented by records whose components are the attributes; rules
 * with equal components are the same operation. A plugin may bring its own.
 */
public interface CompositeRule {
    /** The name in program text and in the capabilities of backends: {@code "layer_norm"}. */
    String name();

    /**
     * Records the definition. It may use nothing but the operands and constants, and gives the same
     * program each time. Throws {@code INVALID_PROGRAM} for operands that do not fit.
     */
    List<Tensor> decompose(List<Tensor> operands);

    /** The gradient rule; when absent, the gradient is that of the decomposition. */
    default Optional<GradientRule> gradientRule() {
        return Optional.empty();
    }

    /** The reverse derivative of a composite. */
    @FunctionalInterface
    interface GradientRule {
        /**
         * The gradients of the operands, in their order; null for one that has none. An empty list
         * says that there is no rule for this combination of gradients, and the decomposition is
         * differentiated instead.
         *
         * @param operands of the forward operation
         * @param results of the forward operation
         * @param gradients of the results; null for a result that does not reach the loss; at least
         *     one is not null
         */
        List<@Nullable Tensor> apply(
                List<Tensor> operands, List<Tensor> results, List<@Nullable Tensor> gradients);
    }
}
