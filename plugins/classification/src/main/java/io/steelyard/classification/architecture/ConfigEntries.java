package io.steelyard.classification.architecture;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the entries of a {@code config.json}. Each method throws {@code INVALID_ARGUMENT} naming an
 * entry that is missing or of another type; ranges are the business of the models.
 *
 * @param modelType whose configuration it is
 * @param map in the names of the file
 */
record ConfigEntries(String modelType, Map<String, Object> map) {
    static final String MODEL_TYPE = "model_type";
    static final String CLASSES = "num_labels";

    /** Begins the entries of a model, which the caller goes on with. */
    static Map<String, Object> begin(Architecture model) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(MODEL_TYPE, model.modelType());
        map.put(CLASSES, model.classes());
        return map;
    }

    int integer(String name) {
        return wholeNumber(name, map.get(name));
    }

    int integer(String name, int absent) {
        return map.get(name) == null ? absent : integer(name);
    }

    /** Hugging Face's configurations count {@code id2label} where they have no number. */
    int classes() {
        return map.get(CLASSES) == null && map.get("id2label") instanceof Map<?, ?> names
                ? names.size()
                : integer(CLASSES);
    }

    float number(String name, float absent) {
        Object value = map.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number) {
            return number.floatValue();
        }
        throw unsupported(name, value, "a number");
    }

    boolean flag(String name, boolean absent) {
        Object value = map.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw unsupported(name, value, "true or false");
    }

    String text(String name, String absent) {
        Object value = map.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof String text) {
            return text;
        }
        throw unsupported(name, value, "a text");
    }

    List<Integer> integers(String name) {
        if (!(map.get(name) instanceof List<?> list)) {
            throw unsupported(name, map.get(name), "a list of whole numbers");
        }
        List<Integer> numbers = new ArrayList<>();
        for (Object each : list) {
            numbers.add(wholeNumber(name, each));
        }
        return numbers;
    }

    List<Integer> integers(String name, List<Integer> absent) {
        return map.get(name) == null ? absent : integers(name);
    }

    private int wholeNumber(String name, @Nullable Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        throw unsupported(name, value, "a whole number");
    }

    SteelyardException unsupported(String name, @Nullable Object given, String accepted) {
        return new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "config.json has \""
                        + name
                        + "\": "
                        + given
                        + "; accepted for a model of type "
                        + modelType
                        + " is "
                        + accepted
                        + ".");
    }
}
