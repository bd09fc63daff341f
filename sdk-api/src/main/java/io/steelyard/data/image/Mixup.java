package io.steelyard.data.image;

import io.steelyard.data.Permutation;
import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Lays two images over each other: {@code lambda x_i + (1 - lambda) x_j}, and so with their labels
 * (Zhang et al. 2018, "mixup: Beyond empirical risk minimization", equation 2), where j is a
 * permutation of the batch. As in the authors' implementation a batch has one lambda, from
 * Beta(alpha, alpha).
 *
 * @param alpha above 0; the paper uses 0.2 for ImageNet and 1 for CIFAR
 */
public record Mixup(double alpha) implements BatchMixing {
    /** Throws {@code INVALID_ARGUMENT} for an alpha that is not above 0. */
    public Mixup {
        Amounts.require(
                alpha > 0 && Double.isFinite(alpha),
                "Mixup",
                "alpha",
                alpha,
                "finite numbers above 0");
    }

    @Override
    public ImageBatch apply(ImageBatch batch, RandomGenerator random) {
        float lambda = (float) Beta.sample(alpha, random);
        return mixed(batch, lambda, Permutation.of(batch.size(), random));
    }

    static ImageBatch mixed(ImageBatch batch, float lambda, int[] partners) {
        return new ImageBatch(
                batch.size(),
                batch.height(),
                batch.width(),
                batch.channels(),
                mixed(batch.pixels(), lambda, partners),
                batch.classes(),
                mixed(batch.labels(), lambda, partners));
    }

    /** Rows of equal length, each with its partner. */
    static float[] mixed(float[] rows, float lambda, int[] partners) {
        int length = partners.length == 0 ? 0 : rows.length / partners.length;
        float[] mixed = new float[rows.length];
        for (int row = 0; row < partners.length; row++) {
            for (int i = 0; i < length; i++) {
                mixed[row * length + i] =
                        lambda * rows[row * length + i]
                                + (1 - lambda) * rows[partners[row] * length + i];
            }
        }
        return mixed;
    }

    @Override
    public Component component() {
        return new Component("mixup", Map.of("alpha", alpha));
    }
}
