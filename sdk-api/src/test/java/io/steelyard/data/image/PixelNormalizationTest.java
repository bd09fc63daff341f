package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.IndexedDataset;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

final class PixelNormalizationTest {
    private record Images(List<Image> images) implements IndexedDataset<LabeledImage> {
        @Override
        public long count() {
            return images.size();
        }

        @Override
        public LabeledImage get(long index) {
            return new LabeledImage(images.get((int) index), 0, "image " + index);
        }
    }

    private static float[] applied(PixelNormalization normalization, Image image) {
        float[] target = new float[image.pixels().length + 2];
        normalization.apply(image, target, 1);
        assertThat(target[0]).isZero();
        assertThat(target[target.length - 1]).isZero();
        return Arrays.copyOfRange(target, 1, target.length - 1);
    }

    private static final Image ENDS = new Image(1, 3, 1, new byte[] {0, 51, -1});

    @Test
    void fixedModes() {
        assertThat(applied(PixelNormalization.unit(1), ENDS)).containsExactly(0, 0.2f, 1);
        assertThat(applied(PixelNormalization.symmetric(1), ENDS))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-7 ? 0 : 1)
                .containsExactly(-1, -0.6f, 1);
    }

    /** Red 0, 10, 20, 30 has mean 15 and variance 125; green is 7 throughout. */
    @Test
    void isFittedToEachChannel() {
        PixelNormalization fitted =
                PixelNormalization.fit(
                        new Images(
                                List.of(
                                        new Image(1, 2, 2, new byte[] {0, 7, 10, 7}),
                                        new Image(2, 1, 2, new byte[] {20, 7, 30, 7}))));
        assertThat(fitted.mean().getFirst()).isCloseTo(15 / 255.0, within(1e-15));
        assertThat(fitted.std().getFirst()).isCloseTo(Math.sqrt(125) / 255, within(1e-15));
        assertThat(fitted.mean().get(1)).isCloseTo(7 / 255.0, within(1e-15));
        assertThat(fitted.std().get(1)).isEqualTo(1);
        assertThat(applied(fitted, new Image(1, 1, 2, new byte[] {(byte) 200, 8})))
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-5 ? 0 : 1)
                .containsExactly((float) (185 / Math.sqrt(125)), 1 / 255f);
    }

    @Test
    void itsMapRebuildsIt() {
        PixelNormalization written =
                new PixelNormalization(1 / 255.0, List.of(0.1, 0.2), List.of(0.3, 0.4), true);
        assertThat(PixelNormalization.fromMap(written.toMap())).isEqualTo(written);
        assertThat(PixelNormalization.fromMap(PixelNormalization.unit(3).toMap()))
                .isEqualTo(PixelNormalization.unit(3));
    }

    /** The names of ViT's preprocessor_config.json. */
    @Test
    void readsTheFilesOfHuggingFace() {
        Map<String, Object> file =
                Map.of(
                        "do_normalize",
                        true,
                        "do_resize",
                        true,
                        "image_mean",
                        List.of(0.5, 0.5, 0.5),
                        "image_std",
                        List.of(0.5, 0.5, 0.5),
                        "resample",
                        2);
        assertThat(PixelNormalization.fromMap(file)).isEqualTo(PixelNormalization.symmetric(3));
        assertThat(
                        PixelNormalization.fromMap(
                                        Map.of(
                                                "do_rescale",
                                                false,
                                                "rescale_factor",
                                                0.5,
                                                "image_mean",
                                                List.of(0),
                                                "image_std",
                                                List.of(1)))
                                .rescaleFactor())
                .isEqualTo(1);
    }

    @Test
    void saysWhatIsNotAccepted() {
        refuses(
                () -> new PixelNormalization(0, List.of(0.0), List.of(1.0), true),
                ErrorCode.INVALID_ARGUMENT,
                "A normalization of pixels was given the rescale factor 0.0; accepted is a finite"
                        + " number above 0.");
        refuses(
                () -> new PixelNormalization(1, List.of(0.0), List.of(0.0), true),
                ErrorCode.INVALID_ARGUMENT,
                "A normalization of pixels was given the standard deviations [0.0]; accepted is"
                        + " finite numbers above 0.");
        refuses(
                () -> new PixelNormalization(1, List.of(0.0), List.of(), true),
                ErrorCode.INVALID_ARGUMENT,
                "A normalization of pixels was given 1 means and 0 standard deviations; accepted is"
                        + " one of each for each channel.");
        refuses(
                () -> PixelNormalization.unit(3).apply(ENDS, new float[3], 0),
                ErrorCode.INVALID_ARGUMENT,
                "An image with 1 channels is to be normalized; accepted are 3.");
        refuses(
                () -> PixelNormalization.fit(new Images(List.of())),
                ErrorCode.INVALID_DATA,
                "A normalization is to be fitted to no image; give the training part at least"
                        + " one.");
        refuses(
                () ->
                        PixelNormalization.fit(
                                new Images(List.of(ENDS, new Image(1, 1, 3, new byte[3])))),
                ErrorCode.INVALID_DATA,
                "image 1 has 3 channels and the images before it have 1; give all images as many.");
        refuses(
                () -> PixelNormalization.fromMap(Map.of("image_mean", "half")),
                ErrorCode.INVALID_FILE,
                "The normalization of pixels (preprocessor_config.json) has for 'image_mean' the"
                        + " value half; accepted is a list with a number for each channel.");
    }

    private static void refuses(Runnable action, ErrorCode code, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
