package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

final class IdxImagesTest {
    private static final int[] IMAGES = {2051, 2, 2, 3};
    private static final int[] LABELS = {2049, 2};
    private static final byte[] PIXELS =
            IdxFiles.bytes(IMAGES, 0, 1, 2, 3, 4, 5, 255, 254, 253, 252, 251, 250);
    private static final byte[] NUMBERS = IdxFiles.bytes(LABELS, 3, 0);

    @TempDir private Path directory;

    private IdxImages open(byte[] images, byte[] labels, String... classes) {
        return IdxImages.open(
                IdxFiles.write(directory.resolve("images"), images),
                IdxFiles.write(directory.resolve("labels"), labels),
                List.of(classes));
    }

    @Test
    void readsPlainAndCompressedFiles() {
        for (IdxImages images :
                List.of(
                        open(PIXELS, NUMBERS),
                        open(IdxFiles.gzip(PIXELS), IdxFiles.gzip(NUMBERS)))) {
            assertThat(images.count()).isEqualTo(2);
            assertThat(List.of(images.height(), images.width(), images.channels()))
                    .containsExactly(2, 3, 1);
            assertThat(images.classes()).containsExactly("0", "1", "2", "3");
            assertThat(images.labels()).containsExactly(3, 0);
            assertThat(images)
                    .containsExactly(
                            new LabeledImage(
                                    new Image(2, 3, 1, new byte[] {0, 1, 2, 3, 4, 5}),
                                    3,
                                    "images, image 0"),
                            new LabeledImage(
                                    new Image(2, 3, 1, new byte[] {-1, -2, -3, -4, -5, -6}),
                                    0,
                                    "images, image 1"));
            assertThat(images.get(1).image().value(1, 2, 0)).isEqualTo(250);
        }
    }

    @Test
    void aSubsetIsACollectionOfItsOwn() {
        ImageCollection subset = open(PIXELS, NUMBERS, "a", "b", "c", "d").subset(new int[] {1});
        assertThat(subset.count()).isEqualTo(1);
        assertThat(subset.labels()).containsExactly(0);
        assertThat(subset.get(0).origin()).isEqualTo("images, image 1");
        assertThat(subset.classes()).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @CsvSource({"mnist,0.13066,0.30811", "fashion-mnist,0.28604,0.35302"})
    void theRealFilesHaveThePublishedStatistics(String name, double mean, double deviation) {
        ImageParts parts = ImageParts.open(SharedData.file(name));
        assertThat(parts.training().count()).isEqualTo(60_000);
        assertThat(parts.validation()).isEmpty();
        ImageCollection test = parts.test().orElseThrow();
        assertThat(test.count()).isEqualTo(10_000);
        assertThat(test.classes())
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

        PixelNormalization fitted = PixelNormalization.fit(parts.training());
        // Five digits are published.
        assertThat(fitted.mean().getFirst()).isCloseTo(mean, within(5e-6));
        assertThat(fitted.std().getFirst()).isCloseTo(deviation, within(5e-6));
        if (name.equals("fashion-mnist")) {
            // The makers took as many of each class.
            for (int label = 0; label < 10; label++) {
                int wanted = label;
                assertThat(Arrays.stream(test.labels()).filter(l -> l == wanted)).hasSize(1000);
            }
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        refuses(
                Arrays.copyOf(PIXELS, 3),
                "/images is no IDX file that can be read: it begins with 3 bytes and no magic"
                        + " number; accepted is 2051, that of an IDX file of bytes with 3 axes."
                        + " Fetch it again.");
        refuses(
                NUMBERS,
                "/images is no IDX file that can be read: it begins with the magic number 2049;"
                        + " accepted is 2051, that of an IDX file of bytes with 3 axes. Fetch it"
                        + " again.");
        refuses(
                Arrays.copyOf(PIXELS, 15),
                "/images is no IDX file that can be read: it ends at byte 15 where"
                        + " its header asks for 16. Fetch it again.");
        refuses(
                Arrays.copyOf(PIXELS, 20),
                "/images is no IDX file that can be read: it ends at byte 20 where its header asks"
                        + " for 28. Fetch it again.");
        refuses(
                IdxFiles.gzip(Arrays.copyOf(PIXELS, 27)),
                "/images is no IDX file that can be read: it ends at byte 27 where"
                        + " its header asks for 28. Fetch it again.");
        refuses(
                Arrays.copyOf(PIXELS, 29),
                "/images is no IDX file that can be read: it goes on after the 28 bytes that its"
                        + " header asks for. Fetch it again.");
        refuses(
                IdxFiles.bytes(new int[] {2051, 2, -1, 3}),
                "/images is no IDX file that can be read: its header gives an axis the size -1;"
                        + " accepted are 1 or more. Fetch it again.");
    }

    @Test
    void allocatesNoMoreThanTheFileCanHold() {
        byte[] huge = IdxFiles.bytes(new int[] {2051, 60_000, 1_000, 30}, 1, 2, 3);
        refuses(
                huge,
                "/images is no IDX file that can be read: it ends at byte 19 where its header asks"
                        + " for 1800000016. Fetch it again.");
        refuses(
                IdxFiles.gzip(huge),
                "/images is no IDX file that can be read: its header asks for 60000 x 1000 x 30"
                        + " bytes, more than the file can hold. Fetch it again.");
        refuses(
                IdxFiles.bytes(
                        new int[] {2051, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}),
                "/images is no IDX file that can be read: its header asks for 2147483647 x"
                        + " 2147483647 x 2147483647 bytes, and at most 2147483639 are read into"
                        + " memory. Fetch it again.");
    }

    /** A gzip file of a few kilobytes that unpacks to megabytes of zeros. */
    @Test
    void unpacksNoMoreThanTheHeaderAsksFor() {
        refuses(
                IdxFiles.gzip(Arrays.copyOf(PIXELS, 8 << 20)),
                "/images is no IDX file that can be read: it goes on after the 28 bytes that its"
                        + " header asks for. Fetch it again.");
    }

    @Test
    void aBrokenGzipFileIsRefused() {
        byte[] packed = IdxFiles.gzip(PIXELS);
        refuses(
                Arrays.copyOf(packed, 5),
                "/images is no whole gzip file (it ends early); fetch it" + " again.");
        byte[] torn = packed.clone();
        torn[10] = (byte) 0xff;
        assertThatThrownBy(() -> open(torn, NUMBERS))
                .isInstanceOf(SteelyardException.class)
                .hasMessageContaining("/images is no whole gzip file (")
                .hasMessageEndingWith("); fetch it again.");
    }

    private void refuses(byte[] images, String end) {
        assertThatThrownBy(() -> open(images, NUMBERS))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                .hasMessage(directory + end);
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() {
        assertThatThrownBy(() -> open(PIXELS, IdxFiles.bytes(new int[] {2049, 3}, 0, 0, 0)))
                .hasMessage(
                        directory
                                + "/images holds 2 images and "
                                + directory
                                + "/labels 3 labels; name two files that belong together.");
        assertThatThrownBy(() -> open(PIXELS, NUMBERS, "zero", "one", "two"))
                .hasMessage(
                        directory
                                + "/labels gives image 0 the label 3; there are the 3 classes"
                                + " [zero, one, two], counted from 0. Mend the labels, or name as"
                                + " many classes.");
        assertThatThrownBy(
                        () ->
                                IdxImages.open(
                                        directory.resolve("none"),
                                        directory.resolve("none"),
                                        List.of()))
                .hasMessage(directory + "/none does not exist; name an IDX file.");
    }

    @Test
    void aDirectoryNeedsItsLabelsAndOneSize() {
        assertThat(IdxDirectory.isAt(directory)).isFalse();
        IdxFiles.write(directory.resolve("train-images-idx3-ubyte.gz"), IdxFiles.gzip(PIXELS));
        assertThat(IdxDirectory.isAt(directory)).isTrue();
        assertThatThrownBy(() -> IdxDirectory.open(directory))
                .hasMessage(
                        directory
                                + " has neither train-labels-idx1-ubyte nor"
                                + " train-labels-idx1-ubyte.gz; put one of them there.");
        IdxFiles.write(directory.resolve("train-labels-idx1-ubyte"), NUMBERS);
        assertThat(IdxDirectory.open(directory).test()).isEmpty();

        byte[] other = IdxFiles.bytes(new int[] {2051, 1, 2, 2}, 1, 2, 3, 4);
        Path test = IdxFiles.write(directory.resolve("t10k-images-idx3-ubyte"), other);
        IdxFiles.write(
                directory.resolve("t10k-labels-idx1-ubyte"),
                IdxFiles.bytes(new int[] {2049, 1}, 2));
        assertThatThrownBy(() -> IdxDirectory.open(directory))
                .hasMessage(
                        test
                                + " holds images of 2 x 2 pixels and the training images have 2 x"
                                + " 3; give both parts one size.");
    }
}
