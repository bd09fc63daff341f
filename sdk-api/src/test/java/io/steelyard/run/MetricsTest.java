package io.steelyard.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.run.report.Section;
import io.steelyard.run.report.Section.Point;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class MetricsTest {
    @TempDir Path directory;

    @Test
    void aLongCurveIsThinnedToMeansAndItsEndsStayExact() {
        Metrics metrics = new Metrics();
        long count = 123_457;
        for (long step = 1; step <= count; step++) {
            metrics.add("loss", step, step == 777 ? -5 : 2.0 * step);
        }
        List<Point> points = metrics.points("loss");
        assertThat(points).hasSizeBetween(500, 1_001);
        assertThat(points.getLast().x()).isEqualTo(count);
        // The mean of a line over some steps in a row is its middle.
        double apart = points.get(1).x() - points.get(0).x();
        Point far = points.get(points.size() / 2);
        assertThat(far.y()).isCloseTo(2 * far.x() - (apart - 1), within(1e-6));
        assertThat(metrics.range("loss"))
                .contains(
                        new Metrics.Range(
                                new Point(count, 2.0 * count),
                                new Point(777, -5),
                                new Point(count, 2.0 * count)));
    }

    @Test
    void valuesThatAreNoNumbersAreLeftOut() {
        Metrics metrics = new Metrics();
        metrics.add("a", 1, Double.NaN);
        metrics.add("b", 1, Double.POSITIVE_INFINITY);
        metrics.add("b", 2, 3);
        assertThat(metrics.names()).containsExactly("b");
        assertThat(metrics.points("b")).containsExactly(new Point(2, 3));
        assertThat(metrics.range("a")).isEmpty();
        assertThat(metrics.points("c")).isEmpty();
    }

    @Test
    void aFileIsReadUpToAStepAndAsFarAsItIsWhole() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("metrics.jsonl"),
                        """
                        {"step":1,"train/loss":3.0,"learning_rate":0.1}
                        {"step":10,"train/loss":"NaN","validation/loss":2.5,"validation/f1":0.5}
                        {"step":20,"train/loss":2.0,"validation/loss":2.25,"validation/f1":0.25}
                        {"step":30,"train/lo\
                        """);
        Metrics all = Metrics.read(file, Long.MAX_VALUE);
        assertThat(all.points("train/loss")).containsExactly(new Point(1, 3), new Point(20, 2));
        assertThat(all.validationNames()).containsExactly("validation/loss", "validation/f1");
        assertThat(Metrics.read(file, 10).points("validation/loss"))
                .containsExactly(new Point(10, 2.5));
        assertThat(Metrics.read(directory.resolve("none"), 10).names()).isEmpty();
    }

    @Test
    void eachFigureHasAChartAndTheLossesShareOne() {
        Metrics metrics = new Metrics();
        metrics.add("train/loss", 1, 100);
        metrics.add("train/loss", 2, 1);
        metrics.add("validation/f1", 2, 0.5);
        metrics.add("validation/loss", 2, 2);
        metrics.add("learning_rate", 1, 0.1);
        metrics.add("tokens_per_second", 1, 1000);

        List<Section.Curves> charts = Metrics.charts(Map.of("it", metrics));
        assertThat(charts)
                .extracting(Section.Curves::title)
                .containsExactly("loss", "f1", "learning rate");
        assertThat(charts.getFirst().series())
                .extracting(Section.Series::name)
                .containsExactly("train/loss", "validation/loss");
        // The largest loss is a hundred times the smallest.
        assertThat(charts)
                .extracting(Section.Curves::logarithmic)
                .containsExactly(true, false, false);

        Map<String, Metrics> two = new LinkedHashMap<>();
        two.put("one", metrics);
        two.put("two", metrics);
        assertThat(Metrics.charts(two).get(1).series())
                .extracting(Section.Series::name)
                .containsExactly("one: validation/f1", "two: validation/f1");
    }
}
