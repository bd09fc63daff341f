package io.steelyard.metric;

/**
 * What predictions of a class are counted by.
 *
 * @param hits predicted, and rightly so (true positives)
 * @param predicted how often the class is predicted
 * @param support how often it occurs
 */
record ClassCounts(double hits, double predicted, double support) {
    ClassCounts plus(ClassCounts other) {
        return new ClassCounts(
                hits + other.hits, predicted + other.predicted, support + other.support);
    }

    /** Whether the class neither occurs nor is predicted. */
    boolean isEmpty() {
        return predicted == 0 && support == 0;
    }

    /** The part of the predictions that is right; 0 where there are none. */
    double precision() {
        return predicted == 0 ? 0 : hits / predicted;
    }

    /** The part of the occurrences that is found; 0 where there are none. */
    double recall() {
        return support == 0 ? 0 : hits / support;
    }

    /** The harmonic mean of precision and recall; 0 where there is nothing to count. */
    double f1() {
        return isEmpty() ? 0 : 2 * hits / (predicted + support);
    }
}
