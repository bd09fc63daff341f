package io.steelyard.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;

import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Set;

/** Makes rows of what FastCSV reads. */
final class RowHandler extends AbstractBaseCsvCallbackHandler<Row> {
    private final long linesBefore;
    private final Set<String> missing;
    private final int longestMissing;

    /** Those of the row that is read; as many as the widest row until now has. */
    private @Nullable String[] values = new String[16];

    private int count;

    /**
     * @param linesBefore the lines of the file before the text that is read
     * @param missing values that stand for a missing one, blanks around them aside
     */
    RowHandler(long linesBefore, Set<String> missing) {
        this.linesBefore = linesBefore;
        this.missing = missing;
        this.longestMissing = missing.stream().mapToInt(String::length).max().orElse(0);
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        count = 0;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        int from = offset;
        int to = offset + length;
        while (from < to && buffer[from] <= ' ') {
            from++;
        }
        while (to > from && buffer[to - 1] <= ' ') {
            to--;
        }
        boolean isMissing =
                from == to
                        || (to - from <= longestMissing
                                && missing.contains(new String(buffer, from, to - from)));
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = isMissing ? null : new String(buffer, offset, length);
    }

    @Override
    protected Row buildRecord() {
        return new Row(
                Arrays.asList(values).subList(0, count), linesBefore + getStartingLineNumber());
    }
}
