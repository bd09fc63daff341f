package io.steelyard.data.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encoders as plain JSON values. */
final class SavedEncoders {
    private SavedEncoders() {}

    static Map<String, Object> toMap(TableEncoder encoder) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("columns", encoder.columns().stream().map(SavedEncoders::toMap).toList());
        map.put("left_out", toMap(encoder.leftOut()));
        return map;
    }

    static List<Map<String, String>> toMap(List<LeftOut> leftOut) {
        return leftOut.stream()
                .map(out -> Map.of("name", out.name(), "reason", out.reason()))
                .toList();
    }

    private static Map<String, Object> toMap(ColumnEncoder column) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", column.name());
        switch (column) {
            case ColumnEncoder.Number number -> {
                map.put("kind", "number");
                map.put("median", number.median());
                if (!number.usual().equals(Interval.ALL)) {
                    map.put("low", number.usual().low());
                    map.put("high", number.usual().high());
                }
                map.put("offset", number.offset());
                map.put("scale", number.scale());
            }
            case ColumnEncoder.OneHot categories -> {
                map.put("kind", "one_hot");
                map.put("categories", categories.categories());
                map.put("mode", categories.mode());
            }
            case ColumnEncoder.Index categories -> {
                map.put("kind", "index");
                map.put("categories", categories.categories());
                map.put("mode", categories.mode());
            }
        }
        return map;
    }

    static TableEncoder tableEncoder(Map<String, Object> map) {
        SavedMap saved = new SavedMap(map);
        List<ColumnEncoder> columns = new ArrayList<>();
        for (SavedMap column : saved.maps("columns")) {
            columns.add(column(column));
        }
        List<LeftOut> leftOut = new ArrayList<>();
        for (SavedMap out : saved.maps("left_out")) {
            leftOut.add(new LeftOut(out.text("name"), out.text("reason")));
        }
        return new TableEncoder(columns, leftOut);
    }

    private static ColumnEncoder column(SavedMap column) {
        String name = column.text("name");
        return switch (column.text("kind")) {
            case "number" ->
                    new ColumnEncoder.Number(
                            name,
                            column.number("median"),
                            new Interval(
                                    column.numberOr("low", Double.NEGATIVE_INFINITY),
                                    column.numberOr("high", Double.POSITIVE_INFINITY)),
                            column.number("offset"),
                            column.number("scale"));
            case "one_hot" ->
                    new ColumnEncoder.OneHot(name, column.texts("categories"), column.text("mode"));
            case "index" ->
                    new ColumnEncoder.Index(name, column.texts("categories"), column.text("mode"));
            default -> throw column.refusal("kind", "number, one_hot or index");
        };
    }

    static Map<String, Object> toMap(TargetEncoder target) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("column", target.column());
        switch (target) {
            case TargetEncoder.Classes classes -> {
                map.put("kind", "classes");
                map.put("labels", classes.labels());
            }
            case TargetEncoder.Labels labels -> {
                map.put("kind", "labels");
                map.put("labels", labels.labels());
                map.put("separator", String.valueOf(labels.separator()));
            }
            case TargetEncoder.Value value -> {
                map.put("kind", "value");
                map.put("mean", value.mean());
                map.put("standard_deviation", value.standardDeviation());
            }
        }
        return map;
    }

    static TargetEncoder targetEncoder(Map<String, Object> map) {
        SavedMap saved = new SavedMap(map);
        String column = saved.text("column");
        return switch (saved.text("kind")) {
            case "classes" -> new TargetEncoder.Classes(column, saved.texts("labels"));
            case "labels" -> {
                if (saved.text("separator").length() != 1) {
                    throw saved.refusal("separator", "one character");
                }
                yield new TargetEncoder.Labels(
                        column, saved.texts("labels"), saved.text("separator").charAt(0));
            }
            case "value" ->
                    new TargetEncoder.Value(
                            column, saved.number("mean"), saved.number("standard_deviation"));
            default -> throw saved.refusal("kind", "classes, labels or value");
        };
    }
}
