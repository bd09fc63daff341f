package io.steelyard.data.image;

import io.steelyard.data.Permutation;
import io.steelyard.spi.Component;

import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Puts a rectangle of one image into another, and mixes their labels by the areas (Yun et al. 2019,
 * "CutMix: Regularization strategy to train strong classifiers with localizable features", section
 * 3.1). The rectangle has the shape of the image and the part {@code 1 - lambda} of its area, with
 * lambda from Beta(alpha, alpha), and its middle is as likely on any pixel; what reaches over the
 * edge is cut off, and the labels follow the area that is left. As in the authors' implementation a
 * batch has one rectangle.
 *
 * @param alpha above 0; the paper uses 1
 */
public record CutMix(double alpha) implements BatchMixing {
    /** Throws {@code INVALID_ARGUMENT} for an alpha that is not above 0. */
    public CutMix {
        Amounts.require(
                alpha > 0 && Double.isFinite(alpha),
                "CutMix",
                "alpha",
                alpha,
                "finite numbers above 0");
    }

    @Override
    public ImageBatch apply(ImageBatch batch, RandomGenerator random) {
        double side = Math.sqrt(1 - Beta.sample(alpha, random));
        int height = (int) (batch.height() * side);
        int width = (int) (batch.width() * side);
        int top = random.nextInt(batch.height()) - height / 2;
        int left = random.nextInt(batch.width()) - width / 2;
        Rectangle rectangle =
                new Rectangle(
                        Math.max(top, 0),
                        Math.min(top + height, batch.height()),
                        Math.max(left, 0),
                        Math.min(left + width, batch.width()));
        return mixed(batch, rectangle, Permutation.of(batch.size(), random));
    }

    /** The rows and columns from a first one up to, but not including, an end. */
    record Rectangle(int top, int bottom, int left, int right) {}

    static ImageBatch mixed(ImageBatch batch, Rectangle rectangle, int[] partners) {
        int stride = batch.width() * batch.channels();
        int image = batch.height() * stride;
        int length = (rectangle.right() - rectangle.left()) * batch.channels();
        float[] pixels = batch.pixels().clone();
        for (int i = 0; i < batch.size(); i++) {
            for (int row = rectangle.top(); row < rectangle.bottom(); row++) {
                int place = row * stride + rectangle.left() * batch.channels();
                System.arraycopy(
                        batch.pixels(),
                        partners[i] * image + place,
                        pixels,
                        i * image + place,
                        length);
            }
        }
        int area = (rectangle.bottom() - rectangle.top()) * (rectangle.right() - rectangle.left());
        float lambda = 1 - area / (float) (batch.height() * batch.width());
        return new ImageBatch(
                batch.size(),
                batch.height(),
                batch.width(),
                batch.channels(),
                pixels,
                batch.classes(),
                Mixup.mixed(batch.labels(), lambda, partners));
    }

    @Override
    public Component component() {
        return new Component("cutmix", Map.of("alpha", alpha));
    }
}
