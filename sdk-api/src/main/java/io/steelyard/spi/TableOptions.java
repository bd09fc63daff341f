package io.steelyard.spi;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * How the files of a table are read.
 *
 * @param header whether the first row names the columns; without it they are named {@code "1"},
 *     {@code "2"} and so on
 * @param delimiter between values; empty for that of the format
 * @param charset of the text
 * @param missing values that stand for a missing one, beside the empty one
 */
public record TableOptions(
        boolean header, Optional<Character> delimiter, Charset charset, Set<String> missing) {
    public TableOptions {
        missing = Set.copyOf(missing);
    }

    /**
     * A header, the delimiter of the format, UTF-8, and what spreadsheets, Python and R write for
     * missing values.
     */
    public static TableOptions defaults() {
        return new TableOptions(
                true,
                Optional.empty(),
                StandardCharsets.UTF_8,
                Set.of("?", "NA", "N/A", "NaN", "nan", "NULL", "null", "None", "#N/A"));
    }

    /** These options for files whose first row holds values. */
    public TableOptions withoutHeader() {
        return new TableOptions(false, delimiter, charset, missing);
    }

    /** These options with another delimiter. */
    public TableOptions withDelimiter(char value) {
        return new TableOptions(header, Optional.of(value), charset, missing);
    }

    /** These options with another character set. */
    public TableOptions withCharset(Charset value) {
        return new TableOptions(header, delimiter, value, missing);
    }

    /** These options with other values that stand for a missing one. */
    public TableOptions withMissing(Set<String> values) {
        return new TableOptions(header, delimiter, charset, values);
    }
}
