package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

final class BatchMixingTest {
    private static final Offset<Float> ROUNDING = within(1e-6f);

    /** Two images of 2 x 3 pixels with 1 channel, of the classes 0 and 1. */
    private static final ImageBatch TWO =
            new ImageBatch(
                    2,
                    2,
                    3,
                    1,
                    new float[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15},
                    2,
                    new float[] {1, 0, 0, 1});

    @Test
    void mixupWeighsBothImagesAndLabels() {
        ImageBatch mixed = Mixup.mixed(TWO, 0.75f, new int[] {1, 0});
        assertThat(mixed.pixels())
                .containsExactly(
                        2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 7.5f, 8.5f, 9.5f, 10.5f, 11.5f, 12.5f);
        assertThat(mixed.labels()).containsExactly(0.75f, 0.25f, 0.25f, 0.75f);
        assertThat(Mixup.mixed(TWO, 0.75f, new int[] {0, 1}).pixels())
                .containsExactly(TWO.pixels());
    }

    @Test
    void cutMixPutsARectangleOfOneImageIntoTheOther() {
        ImageBatch mixed = CutMix.mixed(TWO, new CutMix.Rectangle(0, 2, 1, 2), new int[] {1, 0});
        assertThat(mixed.pixels()).containsExactly(0, 11, 2, 3, 14, 5, 10, 1, 12, 13, 4, 15);
        // Two of six pixels.
        assertThat(mixed.labels())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
                .containsExactly(2 / 3f, 1 / 3f, 1 / 3f, 2 / 3f);
        assertThat(TWO.pixels()[1]).isEqualTo(1);
    }

    @Test
    void cutMixMovesWholePixels() {
        ImageBatch colours =
                new ImageBatch(
                        2,
                        1,
                        2,
                        3,
                        new float[] {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16},
                        1,
                        new float[] {1, 1});
        assertThat(
                        CutMix.mixed(colours, new CutMix.Rectangle(0, 1, 1, 2), new int[] {1, 0})
                                .pixels())
                .containsExactly(1, 2, 3, 14, 15, 16, 11, 12, 13, 4, 5, 6);
    }

    /**
     * Whatever is drawn, every pixel of an image that is 1 in its own class's channel and 0 in the
     * others mixes as its label does, on average over the image.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.4, 1, 3})
    void labelsFollowThePixels(double alpha) {
        int size = 5;
        float[] pixels = new float[size * 4 * 7 * size];
        float[] labels = new float[size * size];
        for (int i = 0; i < size; i++) {
            labels[i * size + i] = 1;
            for (int pixel = 0; pixel < 4 * 7; pixel++) {
                pixels[(i * 4 * 7 + pixel) * size + i] = 1;
            }
        }
        ImageBatch batch = new ImageBatch(size, 4, 7, size, pixels, size, labels);
        Random random = new Random(1);
        for (int draw = 0; draw < 50; draw++) {
            for (BatchMixing mixing : new BatchMixing[] {new Mixup(alpha), new CutMix(alpha)}) {
                ImageBatch mixed = mixing.apply(batch, random);
                for (int i = 0; i < size; i++) {
                    for (int c = 0; c < size; c++) {
                        float sum = 0;
                        for (int pixel = 0; pixel < 4 * 7; pixel++) {
                            sum += mixed.pixels()[(i * 4 * 7 + pixel) * size + c];
                        }
                        assertThat(mixed.labels()[i * size + c])
                                .isCloseTo(sum / (4 * 7), within(1e-5f));
                    }
                }
            }
        }
    }

    /** The mean of Beta(a, a) is 1/2 and its variance 1 / (4 (2a + 1)). */
    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.2, 1, 5})
    void drawsFromABetaDistribution(double alpha) {
        Random random = new Random(2);
        double sum = 0;
        double squares = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            double value = Beta.sample(alpha, random);
            assertThat(value).isBetween(0.0, 1.0);
            sum += value;
            squares += (value - 0.5) * (value - 0.5);
        }
        // Standard errors are at most 0.0036 and 0.0009; the seed is fixed.
        assertThat(sum / draws).isCloseTo(0.5, within(0.015));
        assertThat(squares / draws).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.004));
    }

    @Test
    void oneOfTheMixingsIsChosenForABatch() {
        Augmentations either = Augmentations.parse("mixup,cutmix");
        Random random = new Random(4);
        int whole = 0;
        for (int i = 0; i < 100; i++) {
            ImageBatch mixed = either.apply(TWO, random);
            boolean onlyMoved = true;
            for (float pixel : mixed.pixels()) {
                onlyMoved &= pixel == Math.rint(pixel);
            }
            whole += onlyMoved ? 1 : 0;
            assertThat(mixed.labels()[0] + mixed.labels()[1]).isCloseTo(1f, ROUNDING);
        }
        // CutMix always moves whole pixels; mixup does where a partner is the image itself.
        assertThat(whole).isBetween(50, 95);
        assertThat(Augmentations.NONE.apply(TWO, random)).isSameAs(TWO);
    }

    @Test
    void aBatchNeedsItsNumbers() {
        assertThatThrownBy(() -> new ImageBatch(2, 2, 3, 1, new float[12], 2, new float[3]))
                .hasMessage(
                        "A batch of 2 images of height 2, width 3 and 1 channels, and 2 classes was"
                                + " given with 12 pixels and 3 probabilities; accepted are sizes of"
                                + " 1 or more and arrays that have as many numbers.");
    }
}
