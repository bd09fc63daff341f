package io.steelyard.spi;

import java.nio.file.Path;
import java.util.Set;

/** Reads tables from files of one format. */
public interface TableFormat {
    /** The registered name: {@code "csv"}. */
    String name();

    /** The endings of the names of its files, in lower case and without the dot. */
    Set<String> extensions();

    /**
     * Opens a file. Reads it once from its beginning to its end, to find where the rows are and
     * whether all of them are whole; the rows themselves are read when they are asked for.
     *
     * @throws io.steelyard.error.SteelyardException {@code FILE_NOT_FOUND}, or {@code INVALID_FILE}
     *     naming file, line and column of what cannot be read: a row with too few or too many
     *     values, bytes that are no text in the character set, a column that is there twice
     */
    Table open(Path file, TableOptions options);
}
