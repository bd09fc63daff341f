package io.steelyard.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class UnlabeledImageTest {
    private static final ImageSize SIZE = new ImageSize(1, 2, 1);
    private static final byte[] ONE = IdxFiles.bytes(new int[] {2051, 1, 1, 2}, 7, 8);
    private static final byte[] TWO = IdxFiles.bytes(new int[] {2051, 2, 1, 2}, 1, 2, 3, 255);

    @TempDir private Path directory;

    private static List<UnlabeledImage> read(Path path) {
        return UnlabeledImage.read(path, SIZE).toList();
    }

    private static UnlabeledImage image(String origin, int... grays) {
        byte[] pixels = {(byte) grays[0], (byte) grays[1]};
        return new UnlabeledImage(new Image(1, 2, 1, pixels), origin);
    }

    private void refused(Path path, ErrorCode code, String sentence) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOfSatisfying(
                        SteelyardException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(sentence);
    }

    @Test
    void aPictureIsBroughtToTheSize() {
        Path file = Pictures.write(directory.resolve("a.png"), Pictures.grays(9, 200));
        assertThat(read(file)).containsExactly(image(file.toString(), 9, 200));
        Path large = Pictures.write(directory.resolve("b.png"), Pictures.plain(3, 5, 0x070707));
        assertThat(read(large)).containsExactly(image(large.toString(), 7, 7));
    }

    @Test
    void anIdxFileHasManyPlainAndCompressed() {
        for (byte[] bytes : List.of(TWO, IdxFiles.gzip(TWO))) {
            assertThat(read(IdxFiles.write(directory.resolve("images"), bytes)))
                    .containsExactly(
                            image("images, image 0", 1, 2), image("images, image 1", 3, 255));
        }
    }

    @Test
    void aDirectoryOfIdxFilesGivesItsTestImagesOrElseThoseOfTraining() {
        IdxFiles.write(directory.resolve("train-images-idx3-ubyte"), TWO);
        assertThat(read(directory)).hasSize(2);
        IdxFiles.write(directory.resolve("t10k-images-idx3-ubyte.gz"), IdxFiles.gzip(ONE));
        assertThat(read(directory))
                .containsExactly(image("t10k-images-idx3-ubyte.gz, image 0", 7, 8));
    }

    @Test
    void aFolderGivesWhatLiesInItAtAnyDepthInTheOrderOfThePaths() {
        Path third = Pictures.write(directory.resolve("c.png"), Pictures.grays(5, 6));
        Path first = Pictures.write(directory.resolve("a/2.png"), Pictures.grays(1, 2));
        Path second = Pictures.write(directory.resolve("b/1.bmp"), Pictures.grays(3, 4));
        Pictures.write(directory.resolve(".thumbnails/1.png"), Pictures.grays(0, 0));
        IdxFiles.write(directory.resolve("b/.DS_Store"), new byte[] {1, 2, 3});
        assertThat(read(directory))
                .containsExactly(
                        image(first.toString(), 1, 2),
                        image(second.toString(), 3, 4),
                        image(third.toString(), 5, 6));
    }

    @Test
    void aLinkToAFolderIsAFolder() throws IOException {
        Pictures.write(directory.resolve("there/a/1.png"), Pictures.grays(1, 2));
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, directory.resolve("there"));
        assertThat(read(link)).containsExactly(image(link.resolve("a/1.png").toString(), 1, 2));
    }

    @Test
    void picturesAreReadAsTheyAreNeeded() {
        Path whole = Pictures.write(directory.resolve("a.png"), Pictures.grays(1, 2));
        IdxFiles.write(directory.resolve("b.png"), new byte[] {1, 2, 3});
        assertThat(UnlabeledImage.read(directory, SIZE).findFirst())
                .contains(image(whole.toString(), 1, 2));
    }

    @Test
    void whatHoldsNoImages() {
        refused(
                directory,
                ErrorCode.INVALID_DATA,
                directory
                        + " has no file in it; name a folder with pictures, a picture or an IDX"
                        + " file of images.");
        Path missing = directory.resolve("missing");
        refused(
                missing,
                ErrorCode.FILE_NOT_FOUND,
                missing
                        + " does not exist; name a picture that does, and leave files alone while"
                        + " they are read.");
        Path labels =
                IdxFiles.write(
                        directory.resolve("labels"), IdxFiles.bytes(new int[] {2049, 2}, 1, 0));
        refused(
                labels,
                ErrorCode.INVALID_FILE,
                labels
                        + " is no IDX file that can be read: it begins with the magic number 2049;"
                        + " accepted is 2051, that of an IDX file of bytes with 3 axes. Fetch it"
                        + " again.");
        Path text = IdxFiles.write(directory.resolve("a.txt"), "a text".getBytes());
        refused(
                text,
                ErrorCode.INVALID_FILE,
                text
                        + " is no whole PNG, JPEG, GIF or BMP picture (it is of no format that is"
                        + " known); mend it or take it out.");
    }
}
