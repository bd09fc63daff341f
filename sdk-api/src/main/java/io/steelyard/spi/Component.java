package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that is registered by a name, with its options, as a recipe has it: {@code "adamw"}, or
 * {@code {"name": "adamw", "weight_decay": 0.01}}.
 *
 * @param name the registered one
 * @param options by name, of the types that JSON has
 */
public record Component(String name, Map<String, Object> options) {
    private static final String NAME = "name";

    public Component {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** Without options. */
    public Component(String name) {
        this(name, Map.of());
    }

    /**
     * The component that a value of JSON names: a text, or an object with a {@code name}. An entry
     * of null is as if it were not there. Throws {@code INVALID_ARGUMENT} for anything else.
     */
    public static Component of(Object json) {
        if (json instanceof String name) {
            return new Component(name);
        }
        if (!isOne(json)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    shown(json)
                            + " was given where a registered name belongs; accepted are a text,"
                            + " such as \"adamw\", and an object with a \"name\" and options, such"
                            + " as {\"name\": \"adamw\", \"weight_decay\": 0.01}.");
        }
        Map<?, ?> map = (Map<?, ?>) json;
        Map<String, Object> options = new LinkedHashMap<>();
        map.forEach(
                (key, value) -> {
                    if (!key.equals(NAME) && value != null) {
                        options.put(String.valueOf(key), value);
                    }
                });
        return new Component((String) map.get(NAME), options);
    }

    /** Whether a value of JSON names a component. */
    static boolean isOne(Object json) {
        return json instanceof String
                || json instanceof Map<?, ?> map && map.get(NAME) instanceof String;
    }

    /** What {@link #of} makes this of: the name and the options in one map. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(NAME, name);
        map.putAll(options);
        return map;
    }

    /** A value as messages show it: texts in quotes. */
    static String shown(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }
}
