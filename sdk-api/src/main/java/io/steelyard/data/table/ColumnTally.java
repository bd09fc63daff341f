package io.steelyard.data.table;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Gathers the profile of one column, value by value. Not safe for use from several threads. */
public final class ColumnTally {
    /** The most different values that are counted, and the most characters that they may have. */
    public static final int MOST_CATEGORIES = 1_000;

    private static final long MOST_CHARACTERS = 1_000_000;

    private final String name;
    private final NumberTally numbers;
    private final Map<String, Long> categories = new HashMap<>();
    private long characters;
    private boolean manyValues;
    private long values;
    private long missing;
    private ColumnProfile.@Nullable Misfit misfit;

    /**
     * @param name of the column
     * @param columns that are looked at together: the more, the fewer numbers are kept of each
     */
    public ColumnTally(String name, int columns) {
        this.name = name;
        this.numbers = new NumberTally(name, columns);
    }

    /**
     * Looks at the value of a row.
     *
     * @param value null where it is missing
     * @param line on which the row begins
     */
    public void add(@Nullable String value, long line) {
        if (value == null) {
            missing++;
            return;
        }
        values++;
        double number = Decimal.parse(value);
        if (!Double.isNaN(number)) {
            numbers.add(number);
        } else if (misfit == null) {
            misfit = new ColumnProfile.Misfit(line, value);
        }
        count(value);
    }

    private void count(String value) {
        if (manyValues) {
            return;
        }
        if (categories.merge(value, 1L, Long::sum) == 1) {
            characters += value.length();
        }
        if (categories.size() > MOST_CATEGORIES || characters > MOST_CHARACTERS) {
            manyValues = true;
            categories.clear();
        }
    }

    /** What was found until now. */
    public ColumnProfile profile() {
        Map<String, Long> ordered = new LinkedHashMap<>();
        categories.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                                .thenComparing(Map.Entry::getKey))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return new ColumnProfile(
                name,
                values,
                missing,
                ordered,
                manyValues,
                numbers.summary(),
                Optional.ofNullable(misfit));
    }
}
