package io.steelyard.data.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in the data that a model learns from, and what was done to it.
 *
 * @param source its name: the path of a file or folder
 * @param rows how many examples it has
 * @param kept how many of them are left after cleaning
 * @param duplicates how many of the profiled rows equal an earlier one
 * @param columns the profiles of its columns; empty for images
 * @param profiled how many rows the profiles are of
 * @param classes the labels with how many examples each has; empty where a value is predicted
 * @param steps what cleaning did, in its order
 * @param leftOut the columns that a model does not see
 */
public record DataReport(
        String source,
        long rows,
        long kept,
        long duplicates,
        List<ColumnProfile> columns,
        long profiled,
        Map<String, Long> classes,
        List<CleaningStep> steps,
        List<LeftOut> leftOut) {

    public DataReport {
        columns = List.copyOf(columns);
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        steps = List.copyOf(steps);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Of a table.
     *
     * @param rows how many the table has
     * @param kept what cleaning kept
     * @param profile of the kept rows, or of the training part of them
     * @param target what is predicted; the counts of its classes are those of the profile
     * @param leftOut the columns that a model does not see
     */
    public static DataReport ofTable(
            long rows,
            CleanedRows kept,
            TableProfile profile,
            TargetEncoder target,
            List<LeftOut> leftOut) {
        Map<String, Long> classes = new LinkedHashMap<>();
        if (target instanceof TargetEncoder.Classes known) {
            Map<String, Long> counts = profile.column(known.column()).categories();
            known.labels().forEach(label -> classes.put(label, counts.getOrDefault(label, 0L)));
        }
        return new DataReport(
                profile.table(),
                rows,
                kept.size(),
                profile.duplicates(),
                profile.columns(),
                profile.rows(),
                classes,
                kept.steps(),
                leftOut);
    }

    /** Of images or texts, of which nothing but their classes is known. */
    public static DataReport ofClasses(String source, Map<String, Long> classes) {
        long rows = classes.values().stream().mapToLong(Long::longValue).sum();
        return new DataReport(
                source, rows, rows, 0, List.of(), rows, classes, List.of(), List.of());
    }

    /** For a terminal: lines of at most 80 characters. */
    public String text() {
        return new ReportText(this).toString();
    }

    /** As plain JSON values. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("source", source);
        map.put("rows", rows);
        map.put("kept", kept);
        map.put("duplicates", duplicates);
        map.put("profiled", profiled);
        map.put("classes", classes);
        map.put("columns", columns.stream().map(DataReport::toMap).toList());
        map.put(
                "steps",
                steps.stream()
                        .map(
                                step -> {
                                    Map<String, Object> values = new LinkedHashMap<>();
                                    values.put("name", step.name());
                                    values.put("removed", step.removed());
                                    values.put("changed", step.changed());
                                    return values;
                                })
                        .toList());
        map.put("left_out", SavedEncoders.toMap(leftOut));
        return map;
    }

    private static Map<String, Object> toMap(ColumnProfile column) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", column.name());
        map.put("numeric", column.numeric());
        map.put("values", column.values());
        map.put("missing", column.missing());
        column.distinct().ifPresent(distinct -> map.put("distinct", distinct));
        column.numbers()
                .filter(_ -> column.numeric())
                .ifPresent(
                        numbers -> {
                            map.put("min", numbers.min());
                            map.put("lower_quartile", numbers.lowerQuartile());
                            map.put("median", numbers.median());
                            map.put("mean", numbers.mean());
                            map.put("upper_quartile", numbers.upperQuartile());
                            map.put("max", numbers.max());
                            map.put("standard_deviation", numbers.standardDeviation());
                            map.put("quantiles_exact", numbers.quantilesAreExact());
                        });
        if (!column.numeric()) {
            Map<String, Long> frequent = new LinkedHashMap<>();
            column.categories().entrySet().stream()
                    .limit(ReportText.MOST_CATEGORIES)
                    .forEach(entry -> frequent.put(entry.getKey(), entry.getValue()));
            map.put("categories", frequent);
        }
        return map;
    }
}
