package io.steelyard.metric;

import java.util.List;

/**
 * How often an example of one class is predicted to be of another.
 *
 * @param classes their names
 * @param counts {@code counts.get(actual).get(predicted)}
 */
public record ConfusionMatrix(List<String> classes, List<List<Long>> counts) {
    public ConfusionMatrix {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
    }

    /** How often an example of the first class is predicted to be of the second. */
    public long count(int actual, int predicted) {
        return counts.get(actual).get(predicted);
    }

    /** How often a class occurs. */
    public long support(int actual) {
        return counts.get(actual).stream().mapToLong(Long::longValue).sum();
    }

    /** How often a class is predicted. */
    public long predicted(int predicted) {
        return counts.stream().mapToLong(row -> row.get(predicted)).sum();
    }
}
