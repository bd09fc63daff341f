/**
 * Tables from files with delimiters between their values. Read {@link io.steelyard.csv.CsvPlugin},
 * {@link io.steelyard.csv.DelimitedFormat} and {@link io.steelyard.csv.DelimitedScanner} first.
 */
@NullMarked
package io.steelyard.csv;

import org.jspecify.annotations.NullMarked;
