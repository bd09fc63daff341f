package io.steelyard.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.error.SteelyardException;
import io.steelyard.run.report.HtmlReport;
import io.steelyard.run.report.Numbers;
import io.steelyard.run.report.Section;
import io.steelyard.run.report.Section.Point;
import io.steelyard.run.report.Section.Table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Trainings side by side.
 *
 * @param runs in their order
 */
public record RunComparison(List<Run> runs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A training among others.
     *
     * @param name that tells it from the others
     */
    public record Run(String name, Path directory, RunRecord record, Metrics metrics) {
        /** Half of the logged speeds are at most so large; empty when none was logged. */
        public OptionalDouble speed(MetricsLog.Unit unit) {
            double[] speeds =
                    metrics.points(unit.speed()).stream().mapToDouble(Point::y).sorted().toArray();
            return speeds.length == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(speeds[(speeds.length - 1) / 2]);
        }
    }

    /**
     * A line of the comparison.
     *
     * @param name of what is compared
     * @param cells one for each run, empty where it has no such value
     */
    public record Row(String name, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    public RunComparison {
        runs = List.copyOf(runs);
    }

    /**
     * Reads trainings. They are named after their directories, or by the whole path where two
     * directories have one name.
     *
     * @throws SteelyardException {@code FILE_NOT_FOUND} for a directory that holds no training,
     *     {@code INVALID_FILE}
     */
    public static RunComparison read(List<Path> directories) {
        Set<String> names = new LinkedHashSet<>();
        directories.forEach(directory -> names.add(name(directory)));
        List<Run> runs = new ArrayList<>();
        for (Path directory : directories) {
            RunDirectory run = new RunDirectory(directory);
            boolean unique = names.size() == directories.size();
            runs.add(
                    new Run(
                            unique ? name(directory) : directory.toString(),
                            directory,
                            RunRecord.read(run),
                            Metrics.read(run.metrics(), Long.MAX_VALUE)));
        }
        return new RunComparison(runs);
    }

    private static String name(Path directory) {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return name == null ? directory.toString() : name.toString();
    }

    /** The entries of the recipes that differ, by path, as JSON; a run that lacks one has "". */
    public List<Row> recipeDifferences() {
        List<Map<String, String>> recipes =
                runs.stream().map(run -> flat(run.record().recipe())).toList();
        Set<String> entries = new LinkedHashSet<>();
        recipes.forEach(recipe -> entries.addAll(recipe.keySet()));
        return entries.stream()
                .map(
                        entry ->
                                new Row(
                                        entry,
                                        recipes.stream()
                                                .map(recipe -> recipe.getOrDefault(entry, ""))
                                                .toList()))
                .filter(row -> row.cells().stream().distinct().count() > 1)
                .toList();
    }

    private static Map<String, String> flat(Map<String, Object> recipe) {
        Map<String, String> entries = new LinkedHashMap<>();
        flatten("", recipe, entries);
        return entries;
    }

    private static void flatten(String path, Object value, Map<String, String> entries) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach(
                    (name, inner) ->
                            flatten(
                                    path.isEmpty() ? "" + name : path + "." + name,
                                    inner,
                                    entries));
            return;
        }
        try {
            entries.put(path, value instanceof String text ? text : JSON.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // it was read from JSON
        }
    }

    /** All that is compared: what they are, how recipes differ, how they ended, figures, times. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        add(rows, "task", run -> run.record().task());
        add(rows, "data", run -> run.record().provenance().data());
        add(rows, "backend", run -> run.record().provenance().backend());
        for (Row difference : recipeDifferences()) {
            rows.add(new Row("recipe: " + difference.name(), difference.cells()));
        }
        add(rows, "parameters", run -> Numbers.count(run.record().parameters()));
        add(rows, "steps", run -> Numbers.count(run.record().steps()));
        add(rows, "ended", RunComparison::ending);
        add(
                rows,
                "best model of step",
                run ->
                        Optional.ofNullable(run.record().restoredStep())
                                .map(Numbers::count)
                                .orElse(""));
        for (String metric : metricNames()) {
            add(rows, metric + ", last", range(metric, Metrics.Range::last));
            add(rows, metric + ", smallest", range(metric, Metrics.Range::smallest));
            add(rows, metric + ", largest", range(metric, Metrics.Range::largest));
        }
        for (MetricsLog.Unit unit : MetricsLog.Unit.values()) {
            add(
                    rows,
                    unit.speed().replace('_', ' '),
                    run -> {
                        OptionalDouble speed = run.speed(unit);
                        return speed.isPresent() ? Numbers.text(speed.getAsDouble()) : "";
                    });
        }
        add(rows, "time", run -> Numbers.seconds(run.record().elapsedSeconds()));
        for (String part : parts()) {
            String name = part.replace('_', ' ');
            add(rows, name + ", median", time(part, RunRecord.PartTimes::medianSeconds));
            add(rows, name + ", 90th percentile", time(part, RunRecord.PartTimes::p90Seconds));
        }
        return Collections.unmodifiableList(rows);
    }

    /** A row that is empty in every run is none. */
    private void add(List<Row> rows, String name, Function<Run, String> cell) {
        List<String> cells = runs.stream().map(cell).toList();
        if (!cells.stream().allMatch(String::isEmpty)) {
            rows.add(new Row(name, cells));
        }
    }

    private static String ending(Run run) {
        return switch (run.record().status()) {
            case RUNNING -> "not yet, or its process was killed";
            case FINISHED -> run.record().reason();
            case FAILED -> "failed: " + run.record().reason();
        };
    }

    /** The loss of the training and the figures of the validations that any run has. */
    public List<String> metricNames() {
        Set<String> names = new LinkedHashSet<>(List.of(Metrics.TRAIN_LOSS));
        runs.forEach(run -> names.addAll(run.metrics().validationNames()));
        return List.copyOf(names);
    }

    private static Function<Run, String> range(String metric, Function<Metrics.Range, Point> end) {
        return run ->
                run.metrics()
                        .range(metric)
                        .map(end)
                        .map(
                                point ->
                                        Numbers.text(point.y())
                                                + " (step "
                                                + Numbers.count((long) point.x())
                                                + ")")
                        .orElse("");
    }

    private List<String> parts() {
        return runs.stream()
                .flatMap(run -> run.record().times().keySet().stream())
                .distinct()
                .toList();
    }

    private static Function<Run, String> time(
            String part, Function<RunRecord.PartTimes, Double> seconds) {
        return run ->
                Optional.ofNullable(run.record().times().get(part))
                        .map(seconds)
                        .map(Numbers::seconds)
                        .orElse("");
    }

    /** A page with the rows and the curves of all, one over the other. */
    public HtmlReport report() {
        List<String> header = new ArrayList<>(List.of(""));
        Map<String, Metrics> curves = new LinkedHashMap<>();
        for (Run run : runs) {
            header.add(run.name());
            curves.put(run.name(), run.metrics());
        }
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows()) {
            List<String> line = new ArrayList<>(List.of(row.name()));
            line.addAll(row.cells());
            cells.add(line);
        }
        List<Section> sections = new ArrayList<>(List.of(new Table("Side by side", header, cells)));
        sections.addAll(Metrics.charts(curves));
        return new HtmlReport("Comparison of " + runs.size() + " trainings", "", sections);
    }
}
