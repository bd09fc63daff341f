package io.steelyard.run;

import io.steelyard.run.report.Section.Point;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A figure over the steps of a training. Of a long one, a point is the mean of several values in a
 * row, so that its memory is bounded; the last value, the smallest and the largest are exact.
 * Values that are no finite numbers are left out.
 */
final class Curve {
    private static final int MOST_POINTS = 1_000;

    private final List<Point> points = new ArrayList<>();
    private int valuesPerPoint = 1;
    private int pending;
    private double pendingSum;
    private @Nullable Point last;
    private @Nullable Point smallest;
    private @Nullable Point largest;

    void add(double x, double y) {
        if (!Double.isFinite(y)) {
            return;
        }
        Point point = new Point(x, y);
        last = point;
        smallest = smallest == null || y < smallest.y() ? point : smallest;
        largest = largest == null || y > largest.y() ? point : largest;
        pending++;
        pendingSum += y;
        if (pending == valuesPerPoint) {
            points.add(mean());
            pending = 0;
            pendingSum = 0;
            if (points.size() == MOST_POINTS) {
                thin();
            }
        }
    }

    private Point mean() {
        return new Point(last == null ? 0 : last.x(), pendingSum / pending);
    }

    /** Makes one point of two. */
    private void thin() {
        List<Point> thinned = new ArrayList<>();
        for (int i = 0; i + 1 < points.size(); i += 2) {
            Point second = points.get(i + 1);
            thinned.add(new Point(second.x(), (points.get(i).y() + second.y()) / 2));
        }
        points.clear();
        points.addAll(thinned);
        valuesPerPoint *= 2;
    }

    List<Point> points() {
        List<Point> all = new ArrayList<>(points);
        if (pending > 0) {
            all.add(mean());
        }
        return all;
    }

    /** Nothing was added that is a number. */
    boolean isEmpty() {
        return last == null;
    }

    Metrics.Range range() {
        if (last == null || smallest == null || largest == null) {
            throw new IllegalStateException("there is no value");
        }
        return new Metrics.Range(last, smallest, largest);
    }
}
