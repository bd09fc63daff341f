package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Component;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

final class AugmentationsTest {
    /** A gray image of rows of shades. */
    private static Image image(int[]... rows) {
        byte[] pixels = new byte[rows.length * rows[0].length];
        int next = 0;
        for (int[] row : rows) {
            for (int shade : row) {
                pixels[next++] = (byte) shade;
            }
        }
        return new Image(rows.length, rows[0].length, 1, pixels);
    }

    private static int[] row(int... shades) {
        return shades;
    }

    private static final Image STEPS = image(row(10, 20, 30), row(40, 50, 60), row(70, 80, 90));

    /** Two pixels of three channels. */
    private static final Image COLOURS = new Image(1, 2, 3, new byte[] {1, 2, 3, 4, 5, 6});

    private static Random random() {
        return new Random(5);
    }

    @Test
    void flips() {
        assertThat(new HorizontalFlip(1).apply(STEPS, random()))
                .isEqualTo(image(row(30, 20, 10), row(60, 50, 40), row(90, 80, 70)));
        assertThat(new VerticalFlip(1).apply(STEPS, random()))
                .isEqualTo(image(row(70, 80, 90), row(40, 50, 60), row(10, 20, 30)));
        assertThat(new HorizontalFlip(1).apply(COLOURS, random()))
                .isEqualTo(new Image(1, 2, 3, new byte[] {4, 5, 6, 1, 2, 3}));
        assertThat(new HorizontalFlip(0).apply(STEPS, random())).isSameAs(STEPS);
        Random random = random();
        HorizontalFlip often = new HorizontalFlip(0.75);
        // Binomial, 750 expected with a deviation of 14; the seed is fixed.
        assertThat(IntStream.range(0, 1000).filter(_ -> often.apply(STEPS, random) != STEPS))
                .hasSizeBetween(690, 810);
    }

    @Test
    void aQuarterTurnMovesPixels() {
        assertThat(Rotation.turned(STEPS, 0)).isEqualTo(STEPS);
        assertThat(Rotation.turned(STEPS, 90))
                .isEqualTo(image(row(30, 60, 90), row(20, 50, 80), row(10, 40, 70)));
        assertThat(Rotation.turned(STEPS, -180))
                .isEqualTo(image(row(90, 80, 70), row(60, 50, 40), row(30, 20, 10)));
    }

    /**
     * Half of a right angle about the middle: the pixel above the middle comes from (1 - s, 1 - s)
     * or (1 + s, 1 - s) with s the square root of 1/2, and the corners from outside.
     */
    @Test
    void anAngleIsInterpolated() {
        Image turned = Rotation.turned(STEPS, 45);
        assertThat(turned.value(1, 1, 0)).isEqualTo(50);
        double s = Math.sqrt(0.5);
        // Shades are 10 + 10 column + 30 row, and so is any place between four pixels.
        assertThat(turned.value(0, 1, 0)).isEqualTo(round(10 + 10 * (1 + s) + 30 * (1 - s)));
        assertThat(turned.value(1, 0, 0)).isEqualTo(round(10 + 10 * (1 - s) + 30 * (1 - s)));
        assertThat(turned.value(2, 1, 0)).isEqualTo(round(10 + 10 * (1 - s) + 30 * (1 + s)));
        // The corner comes from 0.41 above the middle of the upper edge: 0.59 of its shade.
        double above = Math.sqrt(2) - 1;
        assertThat(turned.value(0, 0, 0)).isEqualTo(round((1 - above) * 20));
    }

    private static int round(double value) {
        return (int) Math.floor(value + 0.5);
    }

    @Test
    void rotationStaysWithinItsDegrees() {
        Image line = image(row(0, 0, 0), row(200, 200, 200), row(0, 0, 0));
        Random random = random();
        Set<Image> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Image turned = new Rotation(10).apply(line, random);
            // The end of the line moves by sin(10 degrees) = 0.174 at most.
            assertThat(turned.value(1, 0, 0)).isBetween(round(200 * (1 - 0.174)) - 4, 200);
            seen.add(turned);
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void scaling() {
        assertThat(RandomScale.scaled(STEPS, 1)).isEqualTo(STEPS);
        // Twice as large: the edges come from half a pixel beside the middle.
        assertThat(RandomScale.scaled(STEPS, 2))
                .isEqualTo(image(row(30, 35, 40), row(45, 50, 55), row(60, 65, 70)));
        // Half as large: the edges come from one pixel outside, which is black.
        assertThat(RandomScale.scaled(STEPS, 0.5))
                .isEqualTo(image(row(0, 0, 0), row(0, 50, 0), row(0, 0, 0)));
        Random random = random();
        for (int i = 0; i < 100; i++) {
            // The right edge is 50 + 10 / factor within the image.
            assertThat(new RandomScale(1.25, 2).apply(STEPS, random).value(1, 2, 0))
                    .isBetween(55, 58);
        }
    }

    @Test
    void aCropIsOneOfThoseOfTheBorderedImage() {
        Set<Image> crops = new HashSet<>();
        Random random = random();
        for (int i = 0; i < 500; i++) {
            crops.add(new RandomCrop(1).apply(STEPS, random));
        }
        assertThat(crops)
                .hasSize(9)
                .contains(
                        STEPS,
                        image(row(0, 0, 0), row(0, 10, 20), row(0, 40, 50)),
                        image(row(50, 60, 0), row(80, 90, 0), row(0, 0, 0)),
                        image(row(0, 40, 50), row(0, 70, 80), row(0, 0, 0)));
        assertThat(new RandomCrop(0).apply(STEPS, random())).isEqualTo(STEPS);
    }

    @Test
    void brightnessAddsOneNumberAndStopsAtTheEnds() {
        Image ends = image(row(0, 100, 255));
        Random random = random();
        for (int i = 0; i < 100; i++) {
            Image changed = new Brightness(0.2).apply(ends, random);
            int added = changed.value(0, 1, 0) - 100;
            assertThat(added).isBetween(-51, 51);
            assertThat(changed)
                    .isEqualTo(
                            image(
                                    row(
                                            Math.max(added, 0),
                                            100 + added,
                                            Math.min(255 + added, 255))));
        }
        assertThat(new Brightness(0).apply(ends, random())).isEqualTo(ends);
    }

    @Test
    void noiseHasItsDeviation() {
        Image gray = new Image(100, 100, 1, filled(10_000, 128));
        Image noisy = new GaussianNoise(0.05).apply(gray, random());
        double sum = 0;
        double squares = 0;
        for (byte pixel : noisy.pixels()) {
            int off = (pixel & 0xff) - 128;
            sum += off;
            squares += off * off;
        }
        // 12.75, and 1/12 more of variance from rounding; a hundredth of 10,000 numbers' deviation
        // is 0.09 for the deviation and 0.13 for the mean.
        assertThat(Math.sqrt(squares / 10_000))
                .isCloseTo(Math.sqrt(12.75 * 12.75 + 1 / 12.0), within(0.4));
        assertThat(sum / 10_000).isCloseTo(0, within(0.5));
        assertThat(new GaussianNoise(0).apply(STEPS, random())).isEqualTo(STEPS);
    }

    private static byte[] filled(int count, int shade) {
        byte[] pixels = new byte[count];
        Arrays.fill(pixels, (byte) shade);
        return pixels;
    }

    @Test
    void cutoutIsASquareThatMayReachOverTheEdge() {
        Map<Image, Integer> cuts = new HashMap<>();
        Random random = random();
        for (int i = 0; i < 900; i++) {
            cuts.merge(new Cutout(2).apply(STEPS, random), 1, Integer::sum);
        }
        assertThat(cuts)
                .hasSize(9)
                .containsKeys(
                        image(row(0, 20, 30), row(40, 50, 60), row(70, 80, 90)),
                        image(row(0, 0, 30), row(0, 0, 60), row(70, 80, 90)),
                        image(row(10, 20, 30), row(40, 0, 0), row(70, 0, 0)));
        // Binomial, 100 expected with a deviation of 9; the seed is fixed.
        assertThat(cuts.values()).allMatch(n -> n > 60 && n < 140);
        assertThat(new Cutout(9).apply(STEPS, random()))
                .isEqualTo(image(row(0, 0, 0), row(0, 0, 0), row(0, 0, 0)));
    }

    @Test
    void theShortFormAndComponentsSayTheSame() {
        Augmentations parsed =
                Augmentations.parse(
                        "horizontal-flip, vertical-flip:0.1,rotation:12.5,random-crop:2,"
                                + "random-scale:0.8:1.25,brightness:0.3,gaussian-noise,cutout:4,"
                                + "mixup:0.4,cutmix");
        assertThat(parsed)
                .isEqualTo(
                        new Augmentations(
                                List.of(
                                        new HorizontalFlip(0.5),
                                        new VerticalFlip(0.1),
                                        new Rotation(12.5),
                                        new RandomCrop(2),
                                        new RandomScale(0.8, 1.25),
                                        new Brightness(0.3),
                                        new GaussianNoise(0.05),
                                        new Cutout(4)),
                                List.of(new Mixup(0.4), new CutMix(1))));
        assertThat(Augmentations.of(parsed.components())).isEqualTo(parsed);
        assertThat(
                        Augmentations.of(
                                List.of(
                                        Component.of(Map.of("name", "rotation", "degrees", 10)),
                                        Component.of("cutout:3"))))
                .isEqualTo(new Augmentations(List.of(new Rotation(10), new Cutout(3)), List.of()));
        assertThat(Augmentations.parse("")).isEqualTo(Augmentations.NONE);
        assertThat(parsed)
                .hasToString(
                        "horizontal-flip, vertical-flip, rotation, random-crop, random-scale,"
                                + " brightness, gaussian-noise, cutout, mixup, cutmix");
    }

    @Test
    void appliesOneAfterTheOther() {
        Augmentations both = Augmentations.parse("horizontal-flip:1,vertical-flip:1");
        assertThat(both.apply(STEPS, random()))
                .isEqualTo(image(row(90, 80, 70), row(60, 50, 40), row(30, 20, 10)));
        assertThat(Augmentations.NONE.apply(STEPS, random())).isSameAs(STEPS);
    }

    @Test
    void theSameNumbersGiveTheSameImage() {
        Augmentations all =
                Augmentations.parse(
                        "horizontal-flip,rotation:30,random-crop:1,random-scale,brightness,"
                                + "gaussian-noise,cutout:1");
        Image once = all.apply(STEPS, random());
        assertThat(all.apply(STEPS, random())).isEqualTo(once).isNotEqualTo(STEPS);
        assertThat(STEPS.value(0, 0, 0)).isEqualTo(10);
    }

    @Test
    void saysWhatIsKnown() {
        String known =
                "Known are: brightness, cutmix, cutout, gaussian-noise, horizontal-flip, mixup,"
                        + " random-crop, random-scale, rotation, vertical-flip.";
        refuses(
                () -> Augmentations.parse("rotatoin:10"),
                "There is no augmentation 'rotatoin'. Did you mean 'rotation'? " + known);
        refuses(() -> Augmentations.parse("sepia"), "There is no augmentation 'sepia'. " + known);
        refuses(
                () -> Augmentations.parse("rotation:10:20"),
                "The augmentation 'rotation:10:20' has 2 values; 'rotation' has the options"
                        + " [degrees].");
        refuses(
                () -> Augmentations.parse("rotation:ten"),
                "The augmentation 'rotation:ten' has the value 'ten'; accepted are numbers, such"
                        + " as rotation:10.");
        refuses(
                () -> Augmentations.parse("cutout:2.5"),
                "The augmentation 'cutout' was given the option 'size' as 2.5; accepted is a whole"
                        + " number of 32 bits.");
        refuses(
                () -> Augmentations.of(List.of(new Component("rotation", Map.of("degree", 10)))),
                "The augmentation 'rotation' was given the option 'degree', which it does not have."
                        + " Did you mean 'degrees'? Known are: degrees.");
    }

    @Test
    void saysWhichAmountsAreAccepted() {
        refuses(
                () -> Augmentations.parse("horizontal-flip:1.5"),
                "HorizontalFlip was given the probability 1.5; accepted are numbers from 0 to 1.");
        refuses(
                () -> Augmentations.parse("rotation:181"),
                "Rotation was given the degrees 181.0; accepted are numbers from 0 to 180.");
        refuses(
                () -> Augmentations.parse("random-scale:1.2"),
                "RandomScale was given the largest factor 1.1; accepted are finite numbers of 1.2,"
                        + " the smallest one, or more.");
        refuses(
                () -> Augmentations.parse("random-crop:-1"),
                "RandomCrop was given the padding -1; accepted are whole numbers from 0 to 16384.");
        refuses(
                () -> Augmentations.parse("brightness:NaN"),
                "Brightness was given the delta NaN; accepted are numbers from 0 to 1.");
        refuses(
                () -> Augmentations.parse("gaussian-noise:2"),
                "GaussianNoise was given the sigma 2.0; accepted are numbers from 0 to 1.");
        refuses(
                () -> Augmentations.parse("cutout:0"),
                "Cutout was given the size 0; accepted are whole numbers from 1 to 16384.");
        refuses(
                () -> Augmentations.parse("mixup:0"),
                "Mixup was given the alpha 0.0; accepted are finite numbers above 0.");
        refuses(
                () -> Augmentations.parse("cutmix:-1"),
                "CutMix was given the alpha -1.0; accepted are finite numbers above 0.");
    }

    private static void refuses(Runnable action, String sentence) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(sentence);
    }
}
