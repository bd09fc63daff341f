package io.steelyard.data.table;

import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes numbers of the rows of one table. Immutable and safe for use from many threads. */
public final class RowEncoder {
    private record NumberPlace(ColumnEncoder.Number encoder, TableColumn column, int index) {}

    /**
     * A column of categories.
     *
     * @param first the index of the first category; those of the others follow
     */
    private record CategoryPlace(
            TableColumn column, Map<String, Integer> indices, String mode, int first) {
        /** The index of a row's category, or -1 for one that training did not see. */
        int index(Row row) {
            String value = column.value(row);
            Integer index = indices.get(value == null ? mode : value);
            return index == null ? -1 : first + index;
        }
    }

    private final List<NumberPlace> numbers = new ArrayList<>();
    private final List<CategoryPlace> oneHot = new ArrayList<>();
    private final List<CategoryPlace> indexed = new ArrayList<>();
    private final int width;

    RowEncoder(TableEncoder encoder, Table table) {
        int next = 0;
        for (ColumnEncoder column : encoder.columns()) {
            TableColumn place = TableColumn.of(table, column.name());
            switch (column) {
                case ColumnEncoder.Number number ->
                        numbers.add(new NumberPlace(number, place, next++));
                case ColumnEncoder.OneHot categories -> {
                    oneHot.add(
                            new CategoryPlace(
                                    place,
                                    indices(categories.categories()),
                                    categories.mode(),
                                    next));
                    next += categories.categories().size();
                }
                case ColumnEncoder.Index categories ->
                        indexed.add(
                                new CategoryPlace(
                                        place,
                                        indices(categories.categories()),
                                        categories.mode(),
                                        1));
            }
        }
        width = next;
    }

    private static Map<String, Integer> indices(List<String> categories) {
        Map<String, Integer> indices = new HashMap<>();
        for (String category : categories) {
            indices.put(category, indices.size());
        }
        return indices;
    }

    /**
     * The columns of numbers and those of one-hot categories, {@code [numberNames().size()]}.
     * Throws {@code INVALID_DATA} naming file, line, column and value for a number that is none.
     */
    public float[] numbers(Row row) {
        float[] encoded = new float[width];
        for (NumberPlace place : numbers) {
            encoded[place.index()] = place.encoder().encode(place.column(), row);
        }
        for (CategoryPlace place : oneHot) {
            int index = place.index(row);
            if (index >= 0) {
                encoded[index] = 1;
            }
        }
        return encoded;
    }

    /**
     * The columns of category indices, {@code [indexColumns().size()]}: each in [0, number of its
     * categories], where 0 is a category that training did not see.
     */
    public int[] categories(Row row) {
        int[] encoded = new int[indexed.size()];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = Math.max(0, indexed.get(i).index(row));
        }
        return encoded;
    }
}
