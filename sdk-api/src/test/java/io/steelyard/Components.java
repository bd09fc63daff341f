package io.steelyard;

import io.steelyard.spi.Component;

import java.util.LinkedHashMap;
import java.util.Map;

/** Components as a recipe names them. */
final class Components {
    private Components() {}

    /** A component with options, which are given as names and values in turn. */
    static Component of(String name, Object... options) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return new Component(name, map);
    }
}
