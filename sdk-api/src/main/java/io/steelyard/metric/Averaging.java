package io.steelyard.metric;

import java.util.Locale;

/** How a figure of each class becomes one. */
public enum Averaging {
    /** Of the counts of all classes together, so that frequent classes count more. */
    MICRO,
    /**
     * The mean over the classes, each the same; those that neither occur nor are predicted are left
     * out.
     */
    MACRO;

    /** The name of a metric that is averaged so: {@code "f1_macro"}. */
    String named(String metric) {
        return metric + "_" + name().toLowerCase(Locale.ROOT);
    }

    /** The average of a figure of counts. */
    double of(ClassCounts[] classes, CountFigure figure) {
        return switch (this) {
            case MICRO -> {
                ClassCounts all = new ClassCounts(0, 0, 0);
                for (ClassCounts one : classes) {
                    all = all.plus(one);
                }
                yield all.isEmpty() ? Double.NaN : figure.of(all);
            }
            case MACRO -> {
                double sum = 0;
                int number = 0;
                for (ClassCounts one : classes) {
                    if (!one.isEmpty()) {
                        sum += figure.of(one);
                        number++;
                    }
                }
                yield sum / number;
            }
        };
    }

    /** A figure of counts. */
    @FunctionalInterface
    interface CountFigure {
        double of(ClassCounts counts);
    }
}
