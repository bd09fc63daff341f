package io.steelyard.nn;

import io.steelyard.model.Scope;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;

import java.util.List;

/**
 * Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"): momentum
 * whose matrix is replaced by the nearest one with orthogonal rows or columns, which five steps of
 * a Newton-Schulz iteration come near to,
 *
 * <pre>
 * u = momentum u + g;  G = g + momentum u (Nesterov), or u
 * X = G / (|G| + 1e-7);  X = a X + (b X X' + c (X X')^2) X, iterations times
 * p = p - rate (0.2 sqrt(max(rows, columns)) X + weightDecay p)
 * </pre>
 *
 * <p>with (a, b, c) = (3.4445, -4.7750, 2.0315), after which the singular values of X are near 1,
 * mostly between 0.7 and 1.2. The factor before X (Liu et al. 2025, "Muon is scalable for LLM
 * training", equation 4) gives the update the root mean square of one of AdamW, so that both take
 * the same learning rate; and it is the same for {@code [in, out]} and {@code [out, in]}.
 *
 * <p>It is for the matrices of hidden layers: parameters of two axes whose path contains none of
 * the excluded texts. All others are left to another optimizer with the same learning rate: biases,
 * gains, the filters of convolutions by their number of axes; embeddings and the output layer,
 * which are matrices too, by their names, for instance {@code List.of("wte", "wpe", "lm_head")}.
 *
 * @param momentum in [0, 1)
 * @param nesterov whether the step looks ahead along the momentum
 * @param iterations of Newton and Schulz, 1 or more
 * @param weightDecay part of a weight that a learning rate of 1 would take away, 0 or more
 * @param others updates the parameters that are no matrices of hidden layers
 * @param excluded texts in the paths of matrices that are left to the other optimizer
 */
public record Muon(
        float momentum,
        boolean nesterov,
        int iterations,
        float weightDecay,
        Optimizer others,
        List<String> excluded)
        implements Optimizer {
    private static final double[] QUINTIC = {3.4445, -4.7750, 2.0315};

    /** The values of its authors, a momentum of 0.95 with Nesterov and 5 iterations, no decay. */
    public Muon(Optimizer others, List<String> excluded) {
        this(0.95f, true, 5, 0, others, excluded);
    }

    /** Throws {@code INVALID_ARGUMENT} for a number out of its range. */
    public Muon {
        excluded = List.copyOf(excluded);
        Arguments.requireFraction("Muon", "momentum", momentum);
        Arguments.require(iterations >= 1, "Muon", "number of iterations", iterations, "1 or more");
        Arguments.requireNotNegative("Muon", "weight decay", weightDecay);
    }

    @Override
    public Tensor update(Scope slots, Tensor parameter, Tensor gradient, Tensor learningRate) {
        if (parameter.rank() != 2 || excluded.stream().anyMatch(slots.path()::contains)) {
            return others.update(slots, parameter, gradient, learningRate);
        }
        Tensor buffer =
                slots.state("momentum_buffer", parameter.type(), Initializers.zeros())
                        .mul(momentum)
                        .add(gradient);
        slots.update("momentum_buffer", buffer);
        Tensor direction = nesterov ? gradient.add(buffer.mul(momentum)) : buffer;
        boolean tall = parameter.size(0) > parameter.size(1);
        // The product X X' is smaller when X is wide.
        Tensor wide = orthogonal(tall ? direction.transposeMatrix() : direction);
        double scale = 0.2 * Math.sqrt(Math.max(parameter.size(0), parameter.size(1)));
        Tensor step = (tall ? wide.transposeMatrix() : wide).mul(scale);
        Tensor decayed = weightDecay > 0 ? step.add(parameter.mul(weightDecay)) : step;
        return parameter.sub(decayed.mul(learningRate));
    }

    private Tensor orthogonal(Tensor matrix) {
        Tensor x = matrix.div(matrix.square().sum().sqrt().add(1e-7)); // [rows, columns]
        for (int i = 0; i < iterations; i++) {
            Tensor product = x.matmul(x.transposeMatrix()); // [rows, rows]
            Tensor polynomial =
                    product.mul(QUINTIC[1]).add(product.matmul(product).mul(QUINTIC[2]));
            x = x.mul(QUINTIC[0]).add(polynomial.matmul(x));
        }
        return x;
    }
}
