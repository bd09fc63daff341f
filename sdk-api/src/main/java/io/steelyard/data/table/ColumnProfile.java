package io.steelyard.data.table;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the rows of a table have in one column.
 *
 * @param name of the column
 * @param values how many rows have one
 * @param missing how many have none
 * @param categories the different values as they stand, with how often each is there: the most
 *     frequent first, equally frequent ones in the order of their text; empty when there are more
 *     than a profile holds
 * @param manyValues whether there are more different values than a profile holds
 * @param numbers a summary of those values that are numbers; empty when none is
 * @param misfit the first value that is no number, if there is one
 */
public record ColumnProfile(
        String name,
        long values,
        long missing,
        Map<String, Long> categories,
        boolean manyValues,
        Optional<NumberSummary> numbers,
        Optional<Misfit> misfit) {

    public ColumnProfile {
        categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    }

    /**
     * A value that is no number.
     *
     * @param line on which its row begins
     * @param value as it stands
     */
    public record Misfit(long line, String value) {}

    /**
     * Whether this is a column of numbers: at least nine in ten of its values are. A value that is
     * none is an error in the data then.
     */
    public boolean numeric() {
        return numbers.isPresent() && numbers.get().count() * 10 >= values * 9;
    }

    /** The number of different values; empty when there are more than a profile holds. */
    public OptionalLong distinct() {
        return manyValues ? OptionalLong.empty() : OptionalLong.of(categories.size());
    }

    /** The most frequent value; null without a value, or when there are too many different ones. */
    public @Nullable String mode() {
        return categories.isEmpty() ? null : categories.keySet().iterator().next();
    }
}
