package io.steelyard.spi;

import java.util.List;

/**
 * Rows with named columns, in a file that may be larger than memory, or elsewhere. Safe for use
 * from many threads.
 */
public interface Table {
    /** What messages and reports call it: the path of the file. */
    String name();

    /** The names of the columns, in their order; each is there once. */
    List<String> columns();

    /** All rows; each has a value for every column. */
    BlockedDataset<Row> rows();
}
