package io.steelyard.data.table;

import io.steelyard.error.SteelyardException;
import io.steelyard.error.Suggestions;
import io.steelyard.spi.Row;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Labels in their order, and the refusal of those that are not among them. */
final class LabelIndices {
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingDouble(Decimal::parse).thenComparing(Comparator.naturalOrder());

    /** The most labels that a message names. */
    private static final int MOST_NAMED = 20;

    private LabelIndices() {}

    /** In ascending order: of their numbers if all are numbers, else of their text. */
    static List<String> sorted(Set<String> labels) {
        boolean numbers = labels.stream().noneMatch(label -> Double.isNaN(Decimal.parse(label)));
        return labels.stream()
                .sorted(numbers ? BY_NUMBER : Comparator.<String>naturalOrder())
                .toList();
    }

    static String present(TableColumn place, Row row) {
        String label = place.value(row);
        if (label == null) {
            throw missing(place, row);
        }
        return label;
    }

    static SteelyardException missing(TableColumn place, Row row) {
        return place.refusal(
                row.line(), "the label is missing. Give the row one, or leave it out.");
    }

    static int indexOf(List<String> labels, String label, TableColumn place, Row row) {
        int index = labels.indexOf(label);
        if (index < 0) {
            throw place.refusal(
                    row.line(),
                    "the training part has no row with the label '"
                            + TableColumn.abbreviated(label)
                            + "'. "
                            + among(label, labels));
        }
        return index;
    }

    private static String among(String label, List<String> labels) {
        if (labels.size() <= MOST_NAMED) {
            return Suggestions.among(label, labels);
        }
        return Suggestions.closest(label, labels)
                        .map(near -> "Did you mean '" + near + "'? ")
                        .orElse("")
                + "It has "
                + labels.size()
                + ", such as "
                + String.join(", ", labels.subList(0, MOST_NAMED))
                + ".";
    }

    /** The labels of a row, blanks around them aside. */
    static List<String> split(@Nullable String value, char separator) {
        List<String> labels = new ArrayList<>();
        int from = 0;
        while (value != null && from <= value.length()) {
            int to = value.indexOf(separator, from);
            int end = to < 0 ? value.length() : to;
            String label = value.substring(from, end).strip();
            if (!label.isEmpty()) {
                labels.add(label);
            }
            from = end + 1;
        }
        return labels;
    }
}
