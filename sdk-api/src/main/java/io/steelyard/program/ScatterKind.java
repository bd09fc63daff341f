package io.steelyard.program;

import java.util.Locale;

/** What {@link Op.Scatter} does where an update meets an element. */
public enum ScatterKind {
    /** Adds the update; repeated indices accumulate in the order of the updates. */
    ADD,
    /** Keeps the larger one. */
    MAX,
    /** Replaces the element; of repeated indices the last update wins. */
    SET;

    /** The name in program text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
