package io.steelyard.run.report;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a report. Whatever text it has is shown as it stands: nothing in it is markup. */
public sealed interface Section {
    /** The heading. */
    String title();

    /** Names with values, in their order. */
    record Facts(String title, Map<String, String> facts) implements Section {
        public Facts {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }

    /**
     * Rows of cells; what reads as a number is set to the right.
     *
     * @param header one cell for each column
     * @param rows of at most as many cells
     */
    record Table(String title, List<String> header, List<List<String>> rows) implements Section {
        public Table {
            header = List.copyOf(header);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /**
     * Lines over a common axis.
     *
     * @param horizontal what the axis from left to right counts, such as {@code step}
     * @param logarithmic whether the axis from below to above is; values of 0 and less are left out
     *     there, as those that are no finite numbers are everywhere
     */
    record Curves(String title, String horizontal, boolean logarithmic, List<Series> series)
            implements Section {
        public Curves {
            series = List.copyOf(series);
        }
    }

    /** A line of {@link Curves}. */
    record Series(String name, List<Point> points) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /** A point of a {@link Series}. */
    record Point(double x, double y) {}

    /**
     * A confusion matrix: how many examples of each class were taken for each. Throws {@code
     * INVALID_ARGUMENT} unless it is square.
     *
     * @param classes their names
     * @param counts for each actual class a row, with a count for each predicted one
     */
    record Matrix(String title, List<String> classes, List<List<Long>> counts) implements Section {
        public Matrix {
            classes = List.copyOf(classes);
            counts = counts.stream().map(List::copyOf).toList();
            int size = classes.size();
            if (counts.size() != size || counts.stream().anyMatch(row -> row.size() != size)) {
                throw new SteelyardException(
                        ErrorCode.INVALID_ARGUMENT,
                        "A matrix of counts for "
                                + size
                                + " classes was given with "
                                + counts.size()
                                + " rows of "
                                + counts.stream().map(List::size).distinct().toList()
                                + " counts; accepted is a count for each pair of classes.");
            }
        }
    }

    /** Pictures side by side. */
    record Gallery(String title, List<Picture> pictures) implements Section {
        public Gallery {
            pictures = List.copyOf(pictures);
        }
    }

    /** Text with its line breaks: a sample, a recipe in JSON. */
    record Text(String title, String text) implements Section {}
}
