package io.steelyard.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What is wrong with a file is said with its place and a remedy. */
final class BrokenDelimitedTest {
    private static final TableOptions DEFAULTS = TableOptions.defaults();

    @TempDir Path directory;

    @Test
    void aFileThatIsNotThere() {
        Path file = directory.resolve("none.csv");
        assertThatThrownBy(() -> CsvPlugin.csv().open(file, DEFAULTS))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND))
                .hasMessageStartingWith(file + " does not exist. Check the path");
    }

    @Test
    void aFolder() {
        refuses(directory, DEFAULTS, " is a folder. Name a file in it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\r\n\n", "\ufeff"})
    void noRows(String text) throws IOException {
        refuses(text, " has no rows. Name a file that has some.");
    }

    @Test
    void aHeaderAlone() throws IOException {
        refuses("a,b\n", " has a header and no rows behind it.");
    }

    @Test
    void raggedRows() throws IOException {
        refuses(
                "a,b,c\n1,2,3\n\"x\ny\",2,3\n\n4,5\n",
                ", line 6: the row has 2 values and the first row 3. Give each row as many; a value"
                        + " with a delimiter in it belongs in quotes.");
        refuses("a,b\n1,2\n1,2,3", ", line 3: the row has 3 values and the first row 2.");
        refuses("a,b\n1\n", ", line 2: the row has 1 value and the first row 2.");
        refuses("a,b\r1,2\r1,2,\r", ", line 3: the row has 3 values and the first row 2.");
    }

    /** The line is that of the file also where the row is in a later block. */
    @Test
    void aRaggedRowFarBehind() throws IOException {
        refuses(
                "a,b\n" + "1,2\n".repeat(300_000) + "1\n",
                ", line 300002: the row has 1 value and the first row 2.");
    }

    @Test
    void quotesThatDoNotClose() throws IOException {
        refuses(
                "a,b\n1,2\n3,\"4\n5,6\n",
                ", line 3: the quote before value 2 is not closed up to the end of the file.");
        refuses(
                "a,b\n1,\"2\"x\n",
                ", line 2: value 2 goes on after its closing quote. Put the whole value in quotes,"
                        + " and write a quote inside it twice.");
    }

    @Test
    void aQuoteThatDoesNotCloseInALongFile() throws IOException {
        refuses(
                "a,b\n1,\"2\n" + "0123456789,0123456789\n".repeat(1_000_000),
                ", line 2: the row that begins here does not end within 16 MiB. Close the quote"
                        + " that is open, or name the right delimiter.");
    }

    @Test
    void aColumnTwice() throws IOException {
        refuses(
                "a,b,a\n1,2,3\n",
                ", line 1: columns 1 and 3 are both named 'a'. Give each a name of its own, or, if"
                        + " the first row holds values, say that the file has no header.");
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Path file = directory.resolve("latin.csv");
        Files.write(
                file,
                "text,n\nwürzig,1\n".getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE);
        Files.write(
                file,
                "\"ß\n\",1\r\nein Café,2\r\n".getBytes(StandardCharsets.ISO_8859_1),
                StandardOpenOption.APPEND);
        refuses(
                file,
                DEFAULTS,
                ", line 3, column 2: the byte 0xDF is no text in UTF-8. Save the file as UTF-8, or"
                        + " name the character set that it is in; in ISO-8859-1 it would read '\"ß'"
                        + " here.");
    }

    @Test
    void mixedEncodingsFarBehind() throws IOException {
        Path file = directory.resolve("mixed.csv");
        byte[] good = "größer,1\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        byte[] bad = "ok,1\nein großes Café,2\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(good, good.length + bad.length);
        System.arraycopy(bad, 0, all, good.length, bad.length);
        Files.write(file, all);
        refuses(
                file,
                DEFAULTS.withoutHeader(),
                ", line 10002, column 8: the byte 0xDF is no text in UTF-8.");
        refuses(
                file,
                DEFAULTS.withoutHeader().withCharset(StandardCharsets.US_ASCII),
                ", line 1, column 3: the byte 0xC3 is no text in US-ASCII. Name the character set"
                        + " that the file is in; UTF-8 is the usual one.");
    }

    @Test
    void filesOfOtherKinds() throws IOException {
        refuses("a,b\n1,\0\n", ", line 2, column 3: there is a zero, which no text has.");
        Path file = directory.resolve("wide.csv");
        Files.write(file, "\ufeffa,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE));
        refuses(file, DEFAULTS, " is in UTF-16, as its first bytes say. Save it as UTF-8.");
    }

    @Test
    void optionsThatCannotBe() throws IOException {
        Path file = write("a,b\n1,2\n");
        refusesArgument(
                file,
                DEFAULTS.withCharset(StandardCharsets.UTF_16),
                "The character set UTF-16 was given for "
                        + file
                        + "; accepted are those that extend ASCII, such as UTF-8, ISO-8859-1 and"
                        + " windows-1252. Save the file as UTF-8.");
        refusesArgument(
                file,
                DEFAULTS.withDelimiter('"'),
                "The delimiter QUOTATION MARK was given for " + file + "; accepted are characters");
        refusesArgument(file, DEFAULTS.withDelimiter('§'), "The delimiter SECTION SIGN was given");
    }

    @Test
    void aFileThatChanges() throws IOException {
        Path file = write("a,b\n1,2\n3,4\n");
        Table table = CsvPlugin.csv().open(file, DEFAULTS);
        Files.writeString(file, "a,b\n1,2\n3,4\n5,6\n");
        assertThatThrownBy(() -> table.rows().block(0))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith(file + " was changed since it was opened.");
        Files.writeString(file, "a,b\n1,2,3,4\n");
        assertThatThrownBy(() -> table.rows().block(0))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith(file + " was changed since it was opened.");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("table.csv"), text);
    }

    private void refuses(String text, String sentence) throws IOException {
        refuses(write(text), DEFAULTS, sentence);
    }

    private static void refuses(Path file, TableOptions options, String sentence) {
        refuses(file, options, ErrorCode.INVALID_FILE, file + sentence);
    }

    private static void refusesArgument(Path file, TableOptions options, String sentence) {
        refuses(file, options, ErrorCode.INVALID_ARGUMENT, sentence);
    }

    private static void refuses(Path file, TableOptions options, ErrorCode code, String sentence) {
        assertThatThrownBy(() -> CsvPlugin.csv().open(file, options))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(sentence);
    }
}
