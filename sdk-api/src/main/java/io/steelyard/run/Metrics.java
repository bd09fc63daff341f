package io.steelyard.run;

import com.fasterxml.jackson.databind.JsonNode;

import io.steelyard.error.SteelyardException;
import io.steelyard.run.report.Section.Curves;
import io.steelyard.run.report.Section.Point;
import io.steelyard.run.report.Section.Series;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of a training over its steps, by the names that they have in {@code metrics.jsonl}.
 * Of a long training, points of the curves are means of several values in a row. Not safe for use
 * from several threads.
 */
public final class Metrics {
    /** The figure that each step has. */
    public static final String TRAIN_LOSS = "train/loss";

    static final String LEARNING_RATE = "learning_rate";
    static final String GRADIENT_NORM = "gradient_norm";

    private static final String VALIDATION = "validation/";
    private static final String STEP = "step";

    /**
     * From such a ratio of its largest value to its smallest on, a curve has a logarithmic axis.
     */
    private static final double WIDE = 50;

    private final Map<String, Curve> curves = new LinkedHashMap<>();

    /**
     * Points of a figure: x is the step.
     *
     * @param last the newest one
     * @param smallest the first of the smallest value
     * @param largest the first of the largest value
     */
    public record Range(Point last, Point smallest, Point largest) {}

    /**
     * Reads {@code metrics.jsonl} up to a step, and as far as its lines are whole.
     *
     * @throws SteelyardException {@code INVALID_FILE} when it cannot be read; a file that does not
     *     exist has no figures
     */
    public static Metrics read(Path file, long lastStep) {
        Metrics metrics = new Metrics();
        for (MetricsFile.Line line : MetricsFile.read(file, lastStep)) {
            for (Map.Entry<String, JsonNode> entry : line.object().properties()) {
                if (!entry.getKey().equals(STEP) && entry.getValue().isNumber()) {
                    metrics.add(entry.getKey(), line.step(), entry.getValue().asDouble());
                }
            }
        }
        return metrics;
    }

    /** Adds a value; one that is no finite number is left out. */
    public void add(String name, long step, double value) {
        curves.computeIfAbsent(name, _ -> new Curve()).add(step, value);
    }

    /** The names of the figures that have values, in the order in which they came. */
    public List<String> names() {
        return curves.keySet().stream().filter(name -> !curves.get(name).isEmpty()).toList();
    }

    /** Those of the validations. */
    public List<String> validationNames() {
        return names().stream().filter(name -> name.startsWith(VALIDATION)).toList();
    }

    /** The ends of a figure; empty when it has no value. */
    public Optional<Range> range(String name) {
        return names().contains(name) ? Optional.of(curves.get(name).range()) : Optional.empty();
    }

    /** The points of a figure, x being the step; none when it has no value. */
    public List<Point> points(String name) {
        return curves.containsKey(name)
                ? Collections.unmodifiableList(curves.get(name).points())
                : List.of();
    }

    /**
     * The figures of one or several trainings as charts: the losses in one, each other figure of
     * the validations in one, and at last learning rate and norm of the gradient.
     *
     * @param trainings by their names, which the lines have where there are several
     */
    public static List<Curves> charts(Map<String, Metrics> trainings) {
        Map<String, List<String>> charts = new LinkedHashMap<>();
        charts.put("loss", new ArrayList<>(List.of(TRAIN_LOSS, VALIDATION + "loss")));
        for (Metrics metrics : trainings.values()) {
            for (String name : metrics.validationNames()) {
                String title = name.substring(VALIDATION.length());
                charts.putIfAbsent(title, List.of(name));
            }
        }
        charts.put("learning rate", List.of(LEARNING_RATE));
        charts.put("gradient norm", List.of(GRADIENT_NORM));
        List<Curves> drawn = new ArrayList<>();
        charts.forEach(
                (title, names) -> {
                    List<Series> series = series(names, trainings);
                    if (!series.isEmpty()) {
                        drawn.add(new Curves(title, STEP, isWide(series), series));
                    }
                });
        return List.copyOf(drawn);
    }

    private static List<Series> series(List<String> names, Map<String, Metrics> trainings) {
        List<Series> series = new ArrayList<>();
        trainings.forEach(
                (training, metrics) -> {
                    for (String name : names) {
                        List<Point> points = metrics.points(name);
                        if (!points.isEmpty()) {
                            String label = trainings.size() == 1 ? name : training + ": " + name;
                            series.add(new Series(label, points));
                        }
                    }
                });
        return series;
    }

    private static boolean isWide(List<Series> series) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (Series line : series) {
            for (Point point : line.points()) {
                smallest = Math.min(smallest, point.y());
                largest = Math.max(largest, point.y());
            }
        }
        return smallest > 0 && largest > WIDE * smallest;
    }
}
