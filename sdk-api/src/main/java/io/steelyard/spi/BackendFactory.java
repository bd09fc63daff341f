package io.steelyard.spi;

import java.util.Map;

/** Makes backends of one kind. */
public interface BackendFactory {
    /** The name by which it is chosen: {@code "reference"}. */
    String name();

    /**
     * Which of several is taken when none is named: the one with the highest preference, then the
     * first by name. The reference backend has 0.
     */
    int preference();

    /**
     * Starts a backend.
     *
     * @param options by name, for instance {@code threads}; throws {@code INVALID_ARGUMENT} for one
     *     that is not known, naming the known ones, and {@code BACKEND_UNSUPPORTED} when it cannot
     *     start on this machine, saying what to add or change
     */
    Backend create(Map<String, String> options);
}
