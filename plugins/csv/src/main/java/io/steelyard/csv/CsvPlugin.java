package io.steelyard.csv;

import io.steelyard.spi.Plugin;
import io.steelyard.spi.TableFormat;

import java.util.List;
import java.util.Set;

/** Brings the formats {@code csv} and {@code tsv} of tables. */
public final class CsvPlugin implements Plugin {
    /** The plugin; it has no state. */
    public CsvPlugin() {}

    /**
     * Values between commas, quoted as RFC 4180 has it: a value in quotes may hold delimiters, line
     * ends and, twice, quotes. Files that end in {@code .csv} or {@code .data}.
     */
    public static TableFormat csv() {
        return new DelimitedFormat("csv", Set.of("csv", "data"), ',', true);
    }

    /**
     * Values between tabs. A quote is a character like any other, as in the registered media type
     * text/tab-separated-values, so that a sentence may begin with one. Files that end in {@code
     * .tsv} or {@code .tab}.
     */
    public static TableFormat tsv() {
        return new DelimitedFormat("tsv", Set.of("tsv", "tab"), '\t', false);
    }

    @Override
    public List<TableFormat> tableFormats() {
        return List.of(csv(), tsv());
    }
}
