package io.steelyard.metric;

import java.util.List;

/**
 * Figures of all classes as one.
 *
 * @param averaging how they are averaged
 * @param precision the part of predictions that is right
 * @param recall the part of occurrences that is found
 * @param f1 the average of the classes' harmonic means of both
 */
public record AverageFigures(Averaging averaging, double precision, double recall, double f1) {
    static AverageFigures of(Averaging averaging, List<ClassFigures> classes) {
        ClassCounts[] counts =
                classes.stream().map(ClassFigures::counts).toArray(ClassCounts[]::new);
        return new AverageFigures(
                averaging,
                averaging.of(counts, ClassCounts::precision),
                averaging.of(counts, ClassCounts::recall),
                averaging.of(counts, ClassCounts::f1));
    }
}
