package io.steelyard;

import io.steelyard.spi.Plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the SDK is wired.
 *
 * @param backend name of the backend; empty for the one with the highest preference among those
 *     installed
 * @param backendOptions options of the backend, such as {@code threads}
 * @param plugins further plugins besides those that are found on the class path
 */
public record SteelyardConfiguration(
        Optional<String> backend, Map<String, String> backendOptions, List<Plugin> plugins) {
    public SteelyardConfiguration {
        backendOptions = Map.copyOf(backendOptions);
        plugins = List.copyOf(plugins);
    }

    /** The preferred backend with its own defaults, and the plugins that are found. */
    public static SteelyardConfiguration defaults() {
        return new SteelyardConfiguration(Optional.empty(), Map.of(), List.of());
    }

    /** The same with a backend of this name. */
    public SteelyardConfiguration withBackend(String name) {
        return new SteelyardConfiguration(Optional.of(name), backendOptions, plugins);
    }

    /** The same with one more plugin. */
    public SteelyardConfiguration withPlugin(Plugin plugin) {
        List<Plugin> more = new ArrayList<>(plugins);
        more.add(plugin);
        return new SteelyardConfiguration(backend, backendOptions, more);
    }

    /** The same with an option of the backend. */
    public SteelyardConfiguration withBackendOption(String name, String value) {
        Map<String, String> options = new LinkedHashMap<>(backendOptions);
        options.put(name, value);
        return new SteelyardConfiguration(backend, options, plugins);
    }
}
