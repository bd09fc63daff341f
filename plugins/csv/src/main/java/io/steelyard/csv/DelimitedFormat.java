package io.steelyard.csv;

import io.steelyard.data.text.TextBlocks;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableFormat;
import io.steelyard.spi.TableOptions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A format with delimiters between values. Values stand as they are, blanks around them included; a
 * value is missing when nothing but blanks remains of it, or one of the words for it that the
 * options name.
 *
 * @param delimiter unless the options name another
 * @param quotes whether values may be in quotes
 */
record DelimitedFormat(String name, Set<String> extensions, char delimiter, boolean quotes)
        implements TableFormat {
    DelimitedFormat {
        extensions = Set.copyOf(extensions);
    }

    @Override
    public Table open(Path file, TableOptions options) {
        char between = options.delimiter().orElse(delimiter);
        if (between == '"' || between == '\n' || between == '\r' || between == 0 || between > 127) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The delimiter "
                            + Character.getName(between)
                            + " was given for "
                            + file
                            + "; accepted are characters of ASCII other than quotes and line"
                            + " ends, such as a comma, a semicolon or a tab.");
        }
        TextBlocks blocks =
                TextBlocks.scan(
                        file, options.charset(), new DelimitedScanner(file, between, quotes));
        if (blocks.count() == 0) {
            throw refusal(file, " has no rows. Name a file that has some.");
        }
        DelimitedReader reader = new DelimitedReader(between, quotes, options.missing());
        Row first =
                new DelimitedReader(between, quotes, Set.of())
                        .read(blocks.text(0), blocks.line(0))
                        .getFirst();
        if (!options.header()) {
            return new DelimitedTable(blocks, reader, 0, numbered(first.values().size()));
        }
        if (blocks.row(blocks.count()) == 1) {
            throw refusal(
                    file,
                    " has a header and no rows behind it. Name a file that has some, or say that"
                            + " it has no header.");
        }
        return new DelimitedTable(blocks, reader, 1, named(file, first));
    }

    private static List<String> numbered(int columns) {
        return IntStream.rangeClosed(1, columns).mapToObj(Integer::toString).toList();
    }

    private static List<String> named(Path file, Row header) {
        List<String> columns = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < header.values().size(); i++) {
            String given = header.value(i);
            // pandas writes its index with no name and reads it with this one.
            String name = given == null ? "Unnamed: " + i : given;
            Integer other = places.putIfAbsent(name, i);
            if (other != null) {
                throw refusal(
                        file,
                        ", line "
                                + header.line()
                                + ": columns "
                                + (other + 1)
                                + " and "
                                + (i + 1)
                                + " are both named '"
                                + name
                                + "'. Give each a name of its own, or, if the first row holds"
                                + " values, say that the file has no header.");
            }
            columns.add(name);
        }
        return columns;
    }

    private static SteelyardException refusal(Path file, String sentence) {
        return new SteelyardException(ErrorCode.INVALID_FILE, file + sentence);
    }
}
