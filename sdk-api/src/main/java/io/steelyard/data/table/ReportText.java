package io.steelyard.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** A data report in lines for a terminal. */
final class ReportText {
    /** The most categories of a column, and of the classes, that are named. */
    static final int MOST_CATEGORIES = 20;

    private static final int WIDTH = 80;
    private static final int NAME = 22;
    private static final int BAR = 30;

    private final StringBuilder text = new StringBuilder();

    ReportText(DataReport report) {
        overview(report);
        classes(report.classes());
        numbers(report);
        categories(report);
        section("Cleaning", report.steps().stream().map(ReportText::step).toList());
        section(
                "Left out",
                report.leftOut().stream()
                        .map(out -> out.name() + ", because " + out.reason())
                        .toList());
    }

    private void overview(DataReport report) {
        wrapped("", report.source());
        line(
                "%d rows%s%s",
                report.rows(),
                report.columns().isEmpty() ? "" : ", " + report.columns().size() + " columns",
                report.kept() == report.rows()
                        ? ""
                        : ", " + report.kept() + " left after cleaning");
        if (!report.columns().isEmpty()) {
            line(
                    "Statistics of %d rows, %d of them as an earlier one",
                    report.profiled(), report.duplicates());
        }
    }

    private void classes(Map<String, Long> classes) {
        if (classes.isEmpty()) {
            return;
        }
        long most = classes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long all = Math.max(1, classes.values().stream().mapToLong(Long::longValue).sum());
        line("");
        line("%-" + NAME + "s %9s %6s", "Class", "Rows", "%");
        classes.entrySet().stream()
                .limit(MOST_CATEGORIES)
                .forEach(
                        entry ->
                                line(
                                        "%-" + NAME + "s %9d %6.1f  %s",
                                        fitted(entry.getKey(), NAME),
                                        entry.getValue(),
                                        100.0 * entry.getValue() / all,
                                        "#".repeat(bar(entry.getValue(), most))));
        if (classes.size() > MOST_CATEGORIES) {
            line("and %d more", classes.size() - MOST_CATEGORIES);
        }
    }

    private static int bar(long count, long most) {
        return most == 0 ? 0 : (int) Math.round((double) BAR * count / most);
    }

    private void numbers(DataReport report) {
        List<ColumnProfile> columns =
                report.columns().stream().filter(ColumnProfile::numeric).toList();
        if (columns.isEmpty()) {
            return;
        }
        line("");
        line(
                "%-" + NAME + "s %7s %9s %9s %9s %9s %9s",
                "Numbers",
                "Missing",
                "Min",
                "Median",
                "Mean",
                "Max",
                "Std. dev.");
        boolean sampled = false;
        for (ColumnProfile column : columns) {
            NumberSummary numbers = column.numbers().orElseThrow();
            sampled |= !numbers.quantilesAreExact();
            line(
                    "%-" + NAME + "s %7d %9s %9s %9s %9s %9s",
                    fitted(column.name(), NAME),
                    column.missing(),
                    number(numbers.min()),
                    number(numbers.median()),
                    number(numbers.mean()),
                    number(numbers.max()),
                    number(numbers.standardDeviation()));
        }
        if (sampled) {
            line("Medians of long columns are those of a random sample of their numbers.");
        }
    }

    private void categories(DataReport report) {
        List<ColumnProfile> columns =
                report.columns().stream().filter(column -> !column.numeric()).toList();
        if (columns.isEmpty()) {
            return;
        }
        line("");
        line("%-" + NAME + "s %7s %9s %s", "Texts", "Missing", "Different", "Most frequent");
        for (ColumnProfile column : columns) {
            OptionalLong distinct = column.distinct();
            String start =
                    String.format(
                            Locale.ROOT,
                            "%-" + NAME + "s %7d %9s ",
                            fitted(column.name(), NAME),
                            column.missing(),
                            distinct.isPresent()
                                    ? "" + distinct.getAsLong()
                                    : "> " + ColumnTally.MOST_CATEGORIES);
            line("%s%s", start, fitted(frequent(column), WIDTH - start.length()));
        }
    }

    private static String frequent(ColumnProfile column) {
        List<String> named = new ArrayList<>();
        column.categories().entrySet().stream()
                .limit(MOST_CATEGORIES)
                .forEach(entry -> named.add(entry.getKey() + " (" + entry.getValue() + ")"));
        return String.join(", ", named);
    }

    private static String step(CleaningStep step) {
        return step.name() + ": " + (step.removed() > 0 ? step.removed() : step.changed());
    }

    private void section(String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        line("");
        line("%s", title);
        items.forEach(item -> wrapped("  ", item));
    }

    /** Breaks a text at blanks into lines that fit; later ones are indented a little more. */
    private void wrapped(String indent, String item) {
        String rest = indent + item;
        while (rest.length() > WIDTH) {
            int blank = rest.lastIndexOf(' ', WIDTH);
            int end = blank > indent.length() + 2 ? blank : WIDTH;
            line("%s", rest.substring(0, end));
            rest = indent + "  " + rest.substring(end).strip();
        }
        line("%s", rest);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }

    /** Cut to a width, with line ends as blanks. */
    private static String fitted(String value, int width) {
        String line = value.replaceAll("\\s", " ");
        return line.length() <= width ? line : line.substring(0, width - 3) + "...";
    }

    /** At most nine characters: whole numbers as they are, others with five digits. */
    private static String number(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e8) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        if (size >= 1e-3 && size < 1e6) {
            int digits = (int) Math.clamp(4 - Math.floor(Math.log10(size)), 0, 5);
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        String scientific = String.format(Locale.ROOT, "%.2e", value);
        return scientific.length() <= 9 ? scientific : String.format(Locale.ROOT, "%.1e", value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
