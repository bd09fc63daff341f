package io.steelyard.data.table;

/**
 * What one step of cleaning did.
 *
 * @param name what it treats: {@code "duplicate rows"}
 * @param removed how many rows it left out
 * @param changed how many values it changes
 */
public record CleaningStep(String name, long removed, long changed) {
    static CleaningStep removed(String name, long rows) {
        return new CleaningStep(name, rows, 0);
    }

    static CleaningStep changed(String name, long values) {
        return new CleaningStep(name, 0, values);
    }
}
