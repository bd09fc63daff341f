package io.steelyard.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.data.image.SharedData;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** Lines and folders of texts as rows. */
final class TextFolderTest {
    private static final Charset UTF_8 = StandardCharsets.UTF_8;

    @TempDir Path directory;

    @Test
    void theLinesOfAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("lines"), "one\n \t\r\n\n  two\rthree");
        Table table = TextLines.open(file, UTF_8);

        assertThat(table.columns()).containsExactly("text");
        assertThat(table.rows())
                .containsExactly(
                        new Row(List.of("one"), 1),
                        new Row(List.of("  two"), 4),
                        new Row(List.of("three"), 5));
    }

    @Test
    void aFileForEachClass() throws IOException {
        Files.writeString(directory.resolve("spam.txt"), "buy\nsell\n");
        Files.writeString(directory.resolve("mail.ham"), "hello\n");
        Files.writeString(directory.resolve(".hidden"), "x");
        Table table = TextFolder.open(directory, UTF_8);

        assertThat(table.columns()).containsExactly("text", "label");
        assertThat(table.name()).isEqualTo(directory.toString());
        assertThat(table.rows())
                .containsExactly(
                        new Row(List.of("hello", "mail.ham"), 1),
                        new Row(List.of("buy", "spam"), 1),
                        new Row(List.of("sell", "spam"), 2));
    }

    @Test
    void aFolderForEachClass() throws IOException {
        Path ham = Files.createDirectory(directory.resolve("ham"));
        Path spam = Files.createDirectory(directory.resolve("spam"));
        Files.writeString(spam.resolve("1.txt"), "buy\nnow\n");
        Files.writeString(spam.resolve("2.txt"), " \n");
        for (int i = 0; i < 300; i++) {
            Files.writeString(ham.resolve(String.format("%03d", i)), "hello " + i);
        }
        Table table = TextFolder.open(directory, UTF_8);

        assertThat(table.rows().size()).hasValue(302);
        assertThat(table.rows().blocks()).isEqualTo(2);
        assertThat(table.rows().block(1))
                .hasSize(46)
                .startsWith(new Row(List.of("hello 256", "ham"), 257))
                .endsWith(
                        new Row(List.of("buy\nnow\n", "spam"), 301),
                        new Row(Arrays.asList(null, "spam"), 302));
    }

    @Test
    void foldersThatCannotBe() throws IOException {
        refuses(
                ErrorCode.INVALID_DATA,
                directory + " is empty; accepted is a folder with a file or a folder for each");
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> TextFolder.open(none, UTF_8))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        none
                                + " is no directory; name one that has a file or a folder for each"
                                + " class.");
        Path ham = Files.createDirectory(directory.resolve("ham"));
        refuses(
                ErrorCode.INVALID_DATA,
                ham
                        + " is a class without an example; put its texts there or take the folder"
                        + " out.");
        Path inner = Files.createDirectory(ham.resolve("inner"));
        refuses(
                ErrorCode.INVALID_DATA,
                inner + " is a folder within a class; put its texts into " + ham + " itself.");
        Files.writeString(directory.resolve("README"), "x");
        refuses(
                ErrorCode.INVALID_DATA,
                directory
                        + " has folders, such as ham, and files beside them, such as README;"
                        + " accepted is a folder for each class or a file for each. Take the others"
                        + " out.");
    }

    @Test
    void aClassWithoutLines() throws IOException {
        Files.writeString(directory.resolve("ham"), "hello\n");
        Files.writeString(directory.resolve("spam"), "\n");
        refuses(
                ErrorCode.INVALID_FILE,
                directory.resolve("spam") + " has no line with text. Name a file that has some.");
    }

    @Test
    void anExampleThatIsNoText() throws IOException {
        Path ham = Files.createDirectory(directory.resolve("ham"));
        Files.write(ham.resolve("1"), "ok\ncafé".getBytes(StandardCharsets.ISO_8859_1));
        Table table = TextFolder.open(directory, UTF_8);

        assertThatThrownBy(() -> table.rows().block(0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        ham.resolve("1")
                                + ", line 2, column 4: the byte 0xE9 is no text in UTF-8. Save the"
                                + " file as UTF-8, or name the character set that it is in; in"
                                + " ISO-8859-1 it would read 'café' here.");
    }

    @Test
    void sentencesOfFilmReviews() {
        Table table = TextFolder.open(SharedData.file("sentiment/rt-polaritydata"), UTF_8);

        assertThat(table.rows().size()).hasValue(10_662);
        for (String label : List.of("rt-polarity.pos", "rt-polarity.neg")) {
            assertThat(
                            StreamSupport.stream(table.rows().spliterator(), false)
                                    .filter(row -> label.equals(row.value(1))))
                    .hasSize(5_331);
        }
    }

    private void refuses(ErrorCode code, String sentence) {
        assertThatThrownBy(() -> TextFolder.open(directory, UTF_8))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(sentence);
    }
}
