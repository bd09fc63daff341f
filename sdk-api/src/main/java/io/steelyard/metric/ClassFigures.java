package io.steelyard.metric;

/**
 * How well one class is told from the others.
 *
 * @param name of the class
 * @param hits how often it is predicted, and rightly so (true positives)
 * @param predicted how often it is predicted
 * @param support how often it occurs
 * @param rocAuc the exact area under the receiver operating characteristic of the class against the
 *     rest, from the probabilities; NaN where it never or always occurs
 */
public record ClassFigures(String name, long hits, long predicted, long support, double rocAuc) {
    ClassCounts counts() {
        return new ClassCounts(hits, predicted, support);
    }

    /** The part of the predictions that is right; 0 where there are none. */
    public double precision() {
        return counts().precision();
    }

    /** The part of the occurrences that is found; 0 where there are none. */
    public double recall() {
        return counts().recall();
    }

    /** The harmonic mean of precision and recall; 0 where there is nothing to count. */
    public double f1() {
        return counts().f1();
    }
}
