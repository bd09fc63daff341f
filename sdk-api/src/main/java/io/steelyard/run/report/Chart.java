package io.steelyard.run.report;

import io.steelyard.run.report.Section.Curves;
import io.steelyard.run.report.Section.Point;
import io.steelyard.run.report.Section.Series;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Draws {@link Curves} as SVG, with a legend where there are several. */
final class Chart {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 280;
    private static final double LEFT = 72;
    private static final double RIGHT = 16;
    private static final double TOP = 10;
    private static final double BOTTOM = 42;

    /** So few points are marked, and say their values. */
    private static final int MARKED = 60;

    /** Colours that the style sheet has; further lines are dashed. */
    private static final int COLOURS = 8;

    private final Markup out;
    private final Curves curves;
    private final List<Series> series;
    private final Axis horizontal;
    private final Axis vertical;

    private Chart(Markup out, Curves curves, List<Series> series) {
        this.out = out;
        this.curves = curves;
        this.series = series;
        this.horizontal = axis(series.stream().flatMap(Chart::points).mapToDouble(Point::x), false);
        this.vertical =
                axis(
                        series.stream().flatMap(Chart::points).mapToDouble(Point::y),
                        curves.logarithmic());
    }

    static void draw(Markup out, Curves curves) {
        List<Series> drawn =
                curves.series().stream().map(line -> drawable(line, curves.logarithmic())).toList();
        if (drawn.stream().allMatch(line -> line.points().isEmpty())) {
            out.element("p", "There is no value to draw.").line();
            return;
        }
        new Chart(out, curves, drawn).draw();
    }

    private static Series drawable(Series line, boolean logarithmic) {
        return new Series(
                line.name(),
                line.points().stream()
                        .filter(point -> Double.isFinite(point.x()) && Double.isFinite(point.y()))
                        .filter(point -> !logarithmic || point.y() > 0)
                        .toList());
    }

    private static Stream<Point> points(Series line) {
        return line.points().stream();
    }

    private static Axis axis(DoubleStream values, boolean logarithmic) {
        DoubleSummaryStatistics range = values.summaryStatistics();
        return Axis.of(range.getMin(), range.getMax(), logarithmic);
    }

    private void draw() {
        String about = curves.title() + " over " + curves.horizontal();
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(HEIGHT),
                "role",
                "img",
                "aria-label",
                about);
        out.line();
        drawGrid();
        for (int i = 0; i < series.size(); i++) {
            drawLine(i);
        }
        out.close("svg").line();
        if (series.size() > 1) {
            drawLegend();
        }
    }

    private void drawGrid() {
        double bottom = HEIGHT - BOTTOM;
        for (double tick : vertical.ticks()) {
            String y = number(y(tick));
            line("grid", number(LEFT), y, number(WIDTH - RIGHT), y);
            label(Numbers.text(tick), "end", LEFT - 8, y(tick) + 4);
        }
        for (double tick : horizontal.ticks()) {
            String x = number(x(tick));
            line("grid", x, number(TOP), x, number(bottom));
            label(Numbers.text(tick), "middle", x(tick), bottom + 17);
        }
        line("axis", number(LEFT), number(TOP), number(LEFT), number(bottom));
        line("axis", number(LEFT), number(bottom), number(WIDTH - RIGHT), number(bottom));
        label(curves.horizontal(), "middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8);
        out.line();
    }

    private void line(String kind, String x1, String y1, String x2, String y2) {
        out.empty("line", "class", kind, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
    }

    private void label(String text, String anchor, double x, double y) {
        out.element("text", text, "text-anchor", anchor, "x", number(x), "y", number(y));
    }

    private void drawLine(int index) {
        List<Point> points = series.get(index).points();
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? "" : " ")
                    .append(number(x(point.x())))
                    .append(',')
                    .append(number(y(point.y())));
        }
        out.empty("polyline", "class", style(index), "points", path).line();
        if (points.size() <= MARKED) {
            for (Point point : points) {
                out.open(
                        "circle",
                        "class",
                        style(index),
                        "cx",
                        number(x(point.x())),
                        "cy",
                        number(y(point.y())),
                        "r",
                        "3");
                String value = Numbers.text(point.y());
                String where = curves.horizontal() + " " + Numbers.text(point.x());
                out.element("title", series.get(index).name() + ": " + value + " at " + where);
                out.close("circle");
            }
            out.line();
        }
    }

    private void drawLegend() {
        out.open("ul", "class", "legend");
        for (int i = 0; i < series.size(); i++) {
            out.open("li").open("svg", "viewBox", "0 0 28 8", "aria-hidden", "true");
            line("line " + style(i), "0", "4", "28", "4");
            out.close("svg").text(series.get(i).name()).close("li");
        }
        out.close("ul").line();
    }

    private static String style(int index) {
        return "c" + index % COLOURS + (index < COLOURS ? "" : " dashed");
    }

    private double x(double value) {
        return LEFT + horizontal.position(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - vertical.position(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replace(".0", "");
    }
}
