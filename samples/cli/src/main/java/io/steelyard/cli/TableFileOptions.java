package io.steelyard.cli;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.TableOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Options that say how files with rows are read. */
final class TableFileOptions {
    @Option(
            names = "--no-header",
            description = "The first row holds values; columns are named 1, 2, 3 and so on.")
    private boolean noHeader;

    @Option(
            names = "--delimiter",
            paramLabel = "C",
            description = "What stands between values; if not named, what the file's ending says.")
    private @Nullable Character delimiter;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The character set, such as ISO-8859-1; UTF-8 if not named.")
    private @Nullable String encoding;

    @Option(
            names = "--missing",
            paramLabel = "WORD",
            description = {
                "A value that stands for a missing one, such as -999, beside the usual ones (NA,"
                        + " NaN, null, None, ?); may be given several times."
            })
    private List<String> missing = List.of();

    /** What the options say. Throws {@code INVALID_ARGUMENT} for an unknown character set. */
    TableOptions options() {
        TableOptions options = TableOptions.defaults();
        if (noHeader) {
            options = options.withoutHeader();
        }
        if (delimiter != null) {
            options = options.withDelimiter(delimiter);
        }
        Set<String> words = new HashSet<>(options.missing());
        words.addAll(missing);
        options = options.withMissing(words);
        return encoding == null ? options : options.withCharset(charset(encoding));
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Option --encoding is '"
                            + name
                            + "', which Java does not know; accepted are names such as UTF-8,"
                            + " ISO-8859-1 and windows-1252.",
                    unknown);
        }
    }
}
