package io.steelyard.data.table;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads plain JSON values that were saved, and says which one does not fit. */
record SavedMap(Map<?, ?> values) {
    String text(String name) {
        return value(name, String.class, "a text");
    }

    double number(String name) {
        return value(name, Number.class, "a number").doubleValue();
    }

    /** A number that is absent where it is infinite, which JSON cannot say. */
    double numberOr(String name, double absent) {
        return values.containsKey(name) ? number(name) : absent;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object item : value(name, List.class, "a list of texts")) {
            texts.add(require(name, item, String.class, "a list of texts"));
        }
        return texts;
    }

    List<SavedMap> maps(String name) {
        List<SavedMap> maps = new ArrayList<>();
        for (Object item : value(name, List.class, "a list of objects")) {
            maps.add(new SavedMap(require(name, item, Map.class, "a list of objects")));
        }
        return maps;
    }

    SteelyardException refusal(String name, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                "A saved encoding has "
                        + values.get(name)
                        + " as its '"
                        + name
                        + "'; accepted is "
                        + accepted
                        + ". It was damaged, or written by another version; save it again.");
    }

    private <T> T value(String name, Class<T> type, String accepted) {
        return require(name, values.get(name), type, accepted);
    }

    private <T> T require(String name, @Nullable Object value, Class<T> type, String accepted) {
        if (!type.isInstance(value)) {
            throw refusal(name, accepted);
        }
        return Objects.requireNonNull(type.cast(value));
    }
}
