package io.steelyard.nn;

import io.steelyard.program.Tensor;

import java.util.ArrayList;
import java.util.List;

/** Bounds gradients before they are applied. */
public final class GradientClipping {
    private GradientClipping() {}

    /**
     * The Euclidean norm of all gradients together, of their dtype, {@code []}; at least one is
     * needed.
     */
    public static Tensor globalNorm(List<Tensor> gradients) {
        return gradients.stream()
                .map(gradient -> gradient.square().sum())
                .reduce(Tensor::add)
                .orElseThrow()
                .sqrt();
    }

    /**
     * Scales all gradients by {@code min(1, limit / (norm + 1e-6))} with their global norm
     * (Pascanu, Mikolov and Bengio 2013, algorithm 1; the epsilon is PyTorch's).
     */
    public static List<Tensor> byGlobalNorm(List<Tensor> gradients, Tensor norm, double limit) {
        Tensor scale = norm.scalar(limit).div(norm.add(1e-6)).min(norm.scalar(1));
        List<Tensor> clipped = new ArrayList<>();
        for (Tensor gradient : gradients) {
            clipped.add(gradient.mul(scale));
        }
        return List.copyOf(clipped);
    }
}
