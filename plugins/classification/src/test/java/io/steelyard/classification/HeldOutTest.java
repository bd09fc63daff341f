package io.steelyard.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.data.table.TableColumn;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is set aside is neither trained on nor drawn anew. */
final class HeldOutTest {
    private static List<Row> rows(Table table) {
        List<Row> rows = new ArrayList<>();
        table.rows().forEach(rows::add);
        return rows;
    }

    private static double share(Table table, String label, String wanted) {
        TableColumn column = TableColumn.of(table, label);
        List<Row> rows = rows(table);
        return rows.stream().filter(row -> wanted.equals(column.value(row))).count()
                / (double) rows.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"class", "value"})
    void everyRowIsInOneOfTheParts(String label) {
        Table all = TestData.points(200);
        LabeledTable parts = new LabeledTable(all, label).holdingOut(0.2);

        List<Row> training = rows(parts.table());
        List<Row> test = rows(parts.measured());
        assertThat(test).hasSize(40);
        List<Row> together = new ArrayList<>(training);
        together.addAll(test);
        assertThat(together).containsExactlyInAnyOrderElementsOf(rows(all));
        assertThat(rows(new LabeledTable(all, label).holdingOut(0.2).measured())).isEqualTo(test);
    }

    @Test
    void classesKeepTheirShare() {
        Table all = TestData.points(200);
        LabeledTable parts = new LabeledTable(all, "class").holdingOut(0.2);
        double share = share(all, "class", "above");
        // 40 rows: one of them is 0.025.
        assertThat(Math.abs(share(parts.measured(), "class", "above") - share))
                .isLessThanOrEqualTo(0.0125);
    }

    @Test
    void valuesAreDrawnFromAllOfTheRows() {
        List<Row> test =
                rows(new LabeledTable(TestData.points(200), "value").holdingOut(0.2).measured());
        assertThat(test).anyMatch(row -> row.line() < 60).anyMatch(row -> row.line() > 140);
    }

    @Test
    void imagesAreSetAsideToo(@TempDir Path directory) {
        ClassificationData data = ClassificationData.images(TestData.bars(directory, 20));
        assertThat(data.holdingOut(0.25))
                .isInstanceOfSatisfying(
                        ImageData.class,
                        images -> {
                            assertThat(images.parts().training().count()).isEqualTo(30);
                            assertThat(images.parts().test().orElseThrow().labels())
                                    .hasSize(10)
                                    .contains(0, 1);
                        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void saysWhichFractionsAreAccepted(double fraction) {
        refuses(
                new LabeledTable(TestData.points(10), "class"),
                fraction,
                "A part of "
                        + fraction
                        + " of points is to be set aside for a test; accepted are numbers between 0"
                        + " and 1, such as 0.2.");
    }

    @Test
    void oneTestIsEnough() {
        Table points = TestData.points(10);
        refuses(
                new LabeledTable(points, "class").withTest(points),
                0.2,
                "A part of points is to be set aside for a test, and it has a test part already;"
                        + " leave one of them out.");
    }

    private static void refuses(LabeledTable table, double fraction, String sentence) {
        assertThatThrownBy(() -> table.holdingOut(fraction))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(sentence);
    }
}
