package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.data.Datasets;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

final class ImageFolderTest {
    @TempDir private Path directory;

    private ImageCollection open() {
        return ImageFolder.open(directory).training();
    }

    private void picture(String name, BufferedImage picture) {
        Pictures.write(directory.resolve(name), picture);
    }

    @Test
    void aClassIsAFolder() throws IOException {
        picture("dog/b.png", Pictures.plain(2, 3, 0x102030));
        picture("dog/a.png", Pictures.plain(2, 3, 0xff0000));
        picture("cat/z.bmp", Pictures.plain(2, 3, 0x00ff00));
        Files.writeString(directory.resolve(".DS_Store"), "left aside");
        Files.writeString(directory.resolve("cat/.hidden"), "left aside");
        ImageCollection images = open();

        assertThat(images.classes()).containsExactly("cat", "dog");
        assertThat(images.labels()).containsExactly(0, 1, 1);
        assertThat(List.of(images.height(), images.width(), images.channels()))
                .containsExactly(2, 3, 3);
        LabeledImage last = images.get(2);
        assertThat(last.origin()).isEqualTo(directory.resolve("dog/b.png").toString());
        assertThat(last.label()).isEqualTo(1);
        byte[] expected = new byte[18];
        for (int i = 0; i < 18; i += 3) {
            expected[i] = 0x10;
            expected[i + 1] = 0x20;
            expected[i + 2] = 0x30;
        }
        assertThat(last.image()).isEqualTo(new Image(2, 3, 3, expected));
        assertThat(images)
                .hasToString(directory + ": 3 pictures of 2 classes, 2 x 3 x 3, 0 of them scaled");
    }

    @Test
    void grayPicturesKeepTheirStoredShades() {
        picture("a/1.png", Pictures.grays(0, 1, 60, 128, 254, 255));
        picture("a/2.gif", Pictures.grays(0, 1, 60, 128, 254, 255));
        ImageCollection images = open();
        Image expected = new Image(1, 6, 1, new byte[] {0, 1, 60, (byte) 128, -2, -1});
        assertThat(images.get(0).image()).isEqualTo(expected);
        assertThat(images.channels()).isEqualTo(1);

        BufferedImage deep = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 65535, 257 * 77});
        picture("b/deep.png", deep);
        BufferedImage bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 0});
        picture("b/bits.png", bits);
        ImageCollection others = ImageFolder.open(directory, new ImageSize(1, 3, 1)).training();
        assertThat(others.get(2).image()).isEqualTo(new Image(1, 3, 1, new byte[] {0, -1, 0}));
        assertThat(others.get(3).image()).isEqualTo(new Image(1, 3, 1, new byte[] {0, -1, 77}));
    }

    @Test
    void transparentPixelsAreLaidOverWhite() {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0x00123456);
        picture.setRGB(1, 0, 0xff123456);
        picture.setRGB(2, 0, 0x80000000);
        picture("a/1.png", picture);
        // 255 * (255 - 128) / 255 = 127
        assertThat(open().get(0).image())
                .isEqualTo(
                        new Image(
                                1, 3, 3, new byte[] {-1, -1, -1, 0x12, 0x34, 0x56, 127, 127, 127}));
    }

    @Test
    void coloursBecomeTheirLumaAndGraysColours() {
        picture("a/1.png", Pictures.plain(1, 1, 0xff0000));
        picture("a/2.png", Pictures.grays(77));
        // ITU-R BT.601: 0.299 * 255 = 76.2
        ImageCollection gray = ImageFolder.open(directory, new ImageSize(1, 1, 1)).training();
        assertThat(gray.get(0).image()).isEqualTo(new Image(1, 1, 1, new byte[] {76}));
        ImageCollection colour = open();
        assertThat(colour.get(1).image()).isEqualTo(new Image(1, 1, 3, new byte[] {77, 77, 77}));
    }

    @Test
    void aJpegIsReadAsItWasWrittenButForItsLosses() {
        picture("a/1.jpg", Pictures.plain(16, 16, 0x336699));
        Image image = open().get(0).image();
        int[] colour = {0x33, 0x66, 0x99};
        for (int i = 0; i < image.pixels().length; i++) {
            // An area of one colour loses no more than the rounding of its transform.
            assertThat(image.pixels()[i] & 0xff).isCloseTo(colour[i % 3], within(3));
        }
    }

    @Test
    void picturesAreScaledToTheFirstOrToWhatIsAskedFor() {
        picture("a/1.png", Pictures.grays(0, 100, 200, 40));
        picture("a/2.png", Pictures.grays(10, 20));
        ImageFolder images = (ImageFolder) open();
        assertThat(images.scaled()).isEqualTo(1);
        // Centres at 0.25, 0.75, 1.25 and 1.75 of two pixels whose centres are 0.5 and 1.5.
        assertThat(images.get(1).image())
                .isEqualTo(new Image(1, 4, 1, new byte[] {10, 13, 18, 20}));

        ImageFolder half =
                (ImageFolder) ImageFolder.open(directory, new ImageSize(1, 2, 1)).training();
        assertThat(half.scaled()).isEqualTo(1);
        // Triangles of reach 2 around 1 and 3: weights 3, 3, 1 of 7, and their mirror.
        assertThat(half.get(0).image())
                .isEqualTo(
                        new Image(
                                1,
                                2,
                                1,
                                new byte[] {
                                    (byte) Math.round((0 * 3 + 100 * 3 + 200) / 7.0),
                                    (byte) Math.round((100 + 200 * 3 + 40 * 3) / 7.0)
                                }));
    }

    @Test
    void theFoldersOfThePartsShareTheirClassesAndSize() {
        picture("train/a/1.png", Pictures.plain(2, 2, 0));
        picture("train/b/1.png", Pictures.plain(2, 2, 0));
        picture("test/b/1.png", Pictures.plain(4, 4, 0xffffff));
        picture("validation/a/1.png", Pictures.plain(2, 2, 0));
        ImageParts parts = ImageParts.open(directory);
        ImageCollection test = parts.test().orElseThrow();
        assertThat(test.classes()).containsExactly("a", "b");
        assertThat(test.labels()).containsExactly(1);
        assertThat(test.get(0).image().height()).isEqualTo(2);
        assertThat(parts.validation().orElseThrow().labels()).containsExactly(0);

        picture("test/c/1.png", Pictures.plain(2, 2, 0));
        refuses(
                ErrorCode.INVALID_DATA,
                directory.resolve("test/c")
                        + " is a class that the training part has not; it has [a, b]. Rename the"
                        + " folder or take it out.");
    }

    @Test
    void isSafeForUseFromSeveralThreads() {
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            picture("a/%02d.png".formatted(i), Pictures.grays(random.ints(9, 0, 256).toArray()));
        }
        ImageCollection images = open();
        Dataset<LabeledImage> read =
                Datasets.parallelMap(
                        images,
                        4,
                        each ->
                                images.get(
                                        images.count()
                                                - 1
                                                - Integer.parseInt(
                                                        Path.of(each.origin())
                                                                .getFileName()
                                                                .toString()
                                                                .substring(0, 2))));
        assertThat(read)
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> images.get(39 - i)).toList());
    }

    @Test
    void saysWhatIsWrongWithAFolder() throws IOException {
        refuses(
                ErrorCode.INVALID_DATA,
                directory
                        + " has no folder; accepted is a folder for each class that holds its"
                        + " pictures.");
        Files.createDirectory(directory.resolve("empty"));
        refuses(
                ErrorCode.INVALID_DATA,
                directory.resolve("empty")
                        + " is a class without a picture; put its pictures there or take the"
                        + " folder out.");
        Files.createDirectory(directory.resolve("empty/inner"));
        refuses(
                ErrorCode.INVALID_DATA,
                directory.resolve("empty/inner")
                        + " is a folder within a class; put its pictures into "
                        + directory.resolve("empty")
                        + " itself.");
        Files.writeString(directory.resolve("notes.txt"), "hello");
        refuses(
                ErrorCode.INVALID_DATA,
                directory.resolve("notes.txt")
                        + " lies beside the folders of the classes; put it into the folder of its"
                        + " class or take it out.");
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> ImageFolder.open(none))
                .hasMessage(none + " is no directory; name one that has a folder for each class.");
    }

    @Test
    void aFileThatIsNoPictureIsRefused() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Path text = Files.writeString(directory.resolve("a/1.png"), "no picture at all");
        refuses(
                ErrorCode.INVALID_FILE,
                text
                        + " is no whole PNG, JPEG, GIF or BMP picture (it is of no format that is"
                        + " known); mend it or take it out.");
    }

    /** Noise, so that half of the bytes is about half of the picture. */
    private static BufferedImage noise() {
        Random random = new Random(3);
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            picture.setRGB(i % 64, i / 64, random.nextInt(1 << 24));
        }
        return picture;
    }

    @Test
    void aPictureThatIsCutShortIsRefused() throws IOException {
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            Path file = Pictures.write(directory.resolve("a/1." + format), noise());
            byte[] whole = Files.readAllBytes(file);
            assertThat(open().get(0).image().width()).isEqualTo(64);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            assertThatThrownBy(() -> open().get(0))
                    .as(format)
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_FILE))
                    .hasMessageStartingWith(file + " is no whole PNG, JPEG, GIF or BMP picture (")
                    .hasMessageEndingWith("); mend it or take it out.");
            Files.delete(file);
        }
    }

    /** Cut short or with another byte, a picture is read or refused in a sentence. */
    @Test
    void noBrokenPictureGetsPastTheReaderWithAnotherFailure() throws IOException {
        BufferedImage small = Pictures.plain(12, 12, 0);
        small.getGraphics().drawImage(noise(), 0, 0, null);
        Random random = new Random(5);
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            Path file = Pictures.write(directory.resolve("a/1." + format), small);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length += 7) {
                Files.write(file, Arrays.copyOf(whole, length));
                String what = format + " of " + length + " bytes of " + whole.length;
                // What a reader does without: an end mark with its length and checksum (PNG: 12
                // bytes), the checksum before it (4) and that of the compressed data (4).
                if (length < whole.length - 20) {
                    assertThat(isRefused(file, what)).as(what).isTrue();
                }
                byte[] torn = whole.clone();
                torn[length + random.nextInt(Math.min(7, whole.length - length))] ^=
                        (byte) (1 + random.nextInt(255));
                Files.write(file, torn);
                isRefused(file, format + " with another byte after " + length);
            }
        }
    }

    private static boolean isRefused(Path file, String what) {
        try {
            ImageFile picture = ImageFile.open(file);
            // A torn size within what is accepted is decoded for seconds, and shows nothing more.
            if (picture.height() * picture.width() < 100_000) {
                assertThat(picture.decode(3).channels()).as(what).isEqualTo(3);
            }
            return false;
        } catch (SteelyardException refused) {
            assertThat(refused.code()).as(what).isEqualTo(ErrorCode.INVALID_FILE);
            return true;
        }
    }

    @Test
    void aHugePictureIsRefusedByItsHeader() throws IOException {
        // A PNG header of 60,000 x 60,000 pixels: 10 GB decoded.
        ByteBuffer header = ByteBuffer.allocate(8 + 25);
        header.putLong(0x89504e470d0a1a0aL).putInt(13);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.putInt(60_000).putInt(60_000).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 checksum = new CRC32();
        checksum.update(header.array(), 12, 17);
        header.putInt((int) checksum.getValue());
        Files.createDirectories(directory.resolve("a"));
        Path file = Files.write(directory.resolve("a/1.png"), header.array());
        refuses(
                ErrorCode.INVALID_FILE,
                file
                        + " is a picture of 60000 x 60000 pixels; accepted are at most 67108864"
                        + " pixels. Make it smaller or take it out.");
    }

    @Test
    void saysWhichSizesAreAccepted() {
        assertThatThrownBy(() -> new ImageSize(0, 5, 1))
                .hasMessage(
                        "Images of 0 x 5 pixels were asked for; accepted are sizes of 1 or more"
                                + " with at most 67108864 pixels.");
        assertThatThrownBy(() -> new ImageSize(5, 5, 2))
                .hasMessage(
                        "Images with 2 channels were asked for; accepted are 1 (gray) and 3 (red,"
                                + " green and blue).");
        assertThatThrownBy(() -> new Image(2, 2, 1, new byte[3]))
                .hasMessage(
                        "An image of height 2, width 2 and 1 channels was given with 3 bytes;"
                                + " accepted are sizes of 1 or more, and a byte for each channel of"
                                + " each pixel.");
    }

    private void refuses(ErrorCode code, String sentence) {
        assertThatThrownBy(() -> ImageFolder.open(directory))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
