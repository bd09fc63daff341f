package io.steelyard;

import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Plugin;

/**
 * Wires the SDK step by step; what is not said stays as {@link SteelyardConfiguration#defaults} has
 * it.
 *
 * <pre>{@code
 * Steelyard sdk = Steelyard.builder().backend("reference").backendOption("threads", "4").create();
 * }</pre>
 *
 * <p>The methods change and return this object. Not safe for use from several threads.
 */
public final class SteelyardBuilder {
    private SteelyardConfiguration configuration = SteelyardConfiguration.defaults();

    SteelyardBuilder() {}

    /**
     * The name of the backend; unless set, the one with the highest preference among those
     * installed.
     */
    public SteelyardBuilder backend(String name) {
        configuration = configuration.withBackend(name);
        return this;
    }

    /** An option of the backend, such as {@code threads}. */
    public SteelyardBuilder backendOption(String name, String value) {
        configuration = configuration.withBackendOption(name, value);
        return this;
    }

    /** A plugin besides those that are found on the class path. */
    public SteelyardBuilder plugin(Plugin plugin) {
        configuration = configuration.withPlugin(plugin);
        return this;
    }

    /**
     * Starts the backend.
     *
     * @throws SteelyardException as {@link Steelyard#create(SteelyardConfiguration)} does
     */
    public Steelyard create() {
        return Steelyard.create(configuration);
    }
}
