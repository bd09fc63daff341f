package io.steelyard.csv;

import de.siegmar.fastcsv.reader.CsvReader;

import io.steelyard.spi.Row;

import java.io.StringReader;
import java.util.List;
import java.util.Set;

/**
 * Reads the rows of a text.
 *
 * @param delimiter between values
 * @param quotes whether values may be in quotes
 * @param missing values that stand for a missing one
 */
record DelimitedReader(char delimiter, boolean quotes, Set<String> missing) {
    /** No text has it, so that no quote is found. */
    private static final char NONE = '\0';

    /** FastCSV gives up on a longer value; a block of text is shorter. */
    private static final int BUFFER = 1 << 27;

    /**
     * @param line of the file on which the text begins
     */
    List<Row> read(String text, long line) {
        RowHandler handler = new RowHandler(line - 1, missing);
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(quotes ? '"' : NONE)
                .maxBufferSize(BUFFER)
                .build(handler, new StringReader(text))
                .stream()
                .toList();
    }
}
