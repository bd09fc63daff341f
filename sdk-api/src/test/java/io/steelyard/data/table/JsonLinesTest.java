package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects on lines as rows. */
final class JsonLinesTest {
    @TempDir Path directory;

    @Test
    void keysAreColumnsInTheOrderOfTheirFirstAppearance() throws IOException {
        Table table =
                open(
                        """
                        {"text": "Zürich, \\"good\\"\\n", "score": 1.50}

                          {"score": -2e3, "ok": true, "text": null}
                        {"tags": ["a", 1, false], "text": "NA", "none": []}\
                        """);

        assertThat(table.columns()).containsExactly("text", "score", "ok", "tags", "none");
        assertThat(table.rows())
                .containsExactly(
                        new Row(Arrays.asList("Zürich, \"good\"\n", "1.50", null, null, null), 1),
                        new Row(Arrays.asList(null, "-2e3", "true", null, null), 3),
                        new Row(Arrays.asList(null, null, null, "a|1|false", null), 4));
    }

    @Test
    void aLongFileIsReadInBlocks() throws IOException {
        Table table =
                open(
                        IntStream.range(0, 10_000)
                                .mapToObj(i -> "{\"n\":" + i + (i == 9_999 ? ",\"last\":1}" : "}"))
                                .collect(Collectors.joining("\r\n")));

        assertThat(table.columns()).containsExactly("n", "last");
        assertThat(table.rows().blocks()).isEqualTo(3);
        assertThat(table.rows().block(2).getLast())
                .isEqualTo(new Row(List.of("9999", "1"), 10_000));
        assertThat(table.rows().block(1).getFirst().values()).containsExactly("4096", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": {\"b\": 1}}|7: 'a' holds an object; accepted are texts, numbers,",
                "{\"a\": [[1]]}|8: 'a' holds an array in an array; accepted are texts, numbers,",
                "{\"a\": [1, null]}|11: 'a' holds null in an array; accepted are texts, numbers,",
                "[1, 2]|1: a JSON object begins each line, as in {\"text\": \"good\"}; here is",
                "12|1: a JSON object begins each line",
                "{\"a\": 1} {\"a\": 2}|10: the object has ended before. Put one object on each",
                "{\"a\": 1|8: this is no JSON object: the line ends within it. Put one object",
                "{'a': 1}|2: this is no JSON object: Unexpected character",
                "{\"a\": NaN}|10: this is no JSON object: Non-standard token 'NaN'",
                "{\"a\": 1, \"a\": 2}|13: this is no JSON object: Duplicate field 'a'",
            })
    void whatIsNoObjectOfScalars(String line, String sentence) throws IOException {
        refuses(
                "{\"a\": 0}\n" + line + "\n",
                directory.resolve("table.jsonl") + ", line 2, column " + sentence);
    }

    @Test
    void anElementWithTheSeparator() throws IOException {
        refuses(
                "{\"a\": [\"x|y\"]}",
                ", line 1, column 8: an element of the array 'a' has a '|', which is to stand"
                        + " between elements. Write it another way.");
    }

    @Test
    void filesWithoutValues() throws IOException {
        refuses("\n  \n", " has no line with text. Name a file that has some.");
        refuses("{}\n{}\n", " has objects without keys only. Name a file with values in them.");
        refuses(
                IntStream.range(0, 10_001)
                        .mapToObj(i -> "\"k" + i + "\":1")
                        .collect(Collectors.joining(",", "{", "}")),
                ", line 1: here the objects have more than 10000 different keys");
    }

    @Test
    void bytesThatAreNoText() throws IOException {
        Path file = directory.resolve("latin.jsonl");
        Files.write(file, "{}\n{\"a\":\"é\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        TableEncoderTest.refuses(
                () -> new JsonLines().open(file, TableOptions.defaults()),
                ErrorCode.INVALID_FILE,
                file + ", line 2, column 7: the byte 0xE9 is no text in UTF-8.");
    }

    private Table open(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("table.jsonl"), text);
        return new JsonLines().open(file, TableOptions.defaults());
    }

    private void refuses(String text, String sentence) {
        TableEncoderTest.refuses(() -> open(text), ErrorCode.INVALID_FILE, sentence);
    }
}
