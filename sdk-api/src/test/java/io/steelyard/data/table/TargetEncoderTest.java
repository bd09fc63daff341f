package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Targets against values worked by hand. */
final class TargetEncoderTest {
    @Test
    void classesAreInAscendingOrder() {
        assertThat(classes("b", "a", "b").labels()).containsExactly("a", "b");
        assertThat(classes("10", "2", "2.0", "-1").labels())
                .containsExactly("-1", "2", "2.0", "10");
        assertThat(classes("10", "2", "none").labels()).containsExactly("10", "2", "none");
    }

    @Test
    void theClassOfARow() {
        TargetEncoder.Classes classes = classes("spam", "ham");
        TableColumn place = new TableColumn("mail.csv", "y", 0);

        assertThat(classes.index(place, row("ham", 1))).isZero();
        assertThat(classes.index(place, row("spam", 2))).isEqualTo(1);
        TableEncoderTest.refuses(
                () -> classes.index(place, row("span", 3)),
                ErrorCode.INVALID_DATA,
                "mail.csv, line 3, column 'y': the training part has no row with the label 'span'."
                        + " Did you mean 'spam'? Known are: ham, spam.");
        TableEncoderTest.refuses(
                () -> classes.index(place, row(null, 4)),
                ErrorCode.INVALID_DATA,
                "mail.csv, line 4, column 'y': the label is missing. Give the row one, or leave it"
                        + " out.");
    }

    @Test
    void ofManyLabelsSomeAreNamed() {
        TargetEncoder.Classes classes =
                classes(IntStream.range(0, 500).mapToObj(i -> "c" + i).toArray(String[]::new));

        TableEncoderTest.refuses(
                () -> classes.index(new TableColumn("t", "y", 0), row("other", 1)),
                ErrorCode.INVALID_DATA,
                "no row with the label 'other'. It has 500, such as c0, c1, c10,");
    }

    @Test
    void labelsNeedTwoClassesAndAtMostAThousand() {
        TableEncoderTest.refuses(
                () -> classes("a", "a"),
                ErrorCode.INVALID_DATA,
                "t, label column 'y': all rows of the training part have the label 'a', and a"
                        + " classifier needs two.");
        TableEncoderTest.refuses(
                () -> fit(TargetKind.CLASSES, null, null),
                ErrorCode.INVALID_DATA,
                "t, label column 'y': no row of the training part has a label.");
        TableEncoderTest.refuses(
                () ->
                        classes(
                                IntStream.range(0, 1_001)
                                        .mapToObj(i -> "v" + i)
                                        .toArray(String[]::new)),
                ErrorCode.INVALID_DATA,
                "it has more than 1000 different labels, too many for classes. Name another label"
                        + " column.");
    }

    @Test
    void severalLabelsOfARow() {
        TargetEncoder.Labels labels =
                (TargetEncoder.Labels) fit(TargetKind.LABELS, "news|sport", "sport", null, "art");
        TableColumn place = new TableColumn("t", "y", 0);

        assertThat(labels.labels()).containsExactly("art", "news", "sport");
        assertThat(labels.indicators(place, row("sport| news ", 1))).containsExactly(0, 1, 1);
        assertThat(labels.indicators(place, row(null, 1))).containsExactly(0, 0, 0);
        TableEncoderTest.refuses(
                () -> labels.indicators(place, row("news|arts", 9)),
                ErrorCode.INVALID_DATA,
                "t, line 9, column 'y': the training part has no row with the label 'arts'. Did you"
                        + " mean 'art'?");
        Table table = table("a;b", "b");
        assertThat(
                        TargetEncoder.Labels.fit(
                                        table, row -> true, TableProfile.of(table).column("y"), ';')
                                .labels())
                .containsExactly("a", "b");
        TableEncoderTest.refuses(
                () -> fit(TargetKind.LABELS, "|", "||"),
                ErrorCode.INVALID_DATA,
                "its values have separators and no labels.");
    }

    @Test
    void labelsOfTheTrainingPartAlone() {
        Table table = table("a", "b", "c|d");
        ColumnProfile profile = TableProfile.of(table, row -> row < 2).column("y");

        assertThat(
                        TargetEncoder.fit(table, row -> row < 2, profile, TargetKind.LABELS)
                                .toMap()
                                .get("labels"))
                .isEqualTo(List.of("a", "b"));
    }

    /** 10, 20, 60: mean 30 and standard deviation sqrt(1400 / 3). */
    @Test
    void aValueIsScaledAndBack() {
        TargetEncoder.Value value = (TargetEncoder.Value) fit(TargetKind.VALUE, "10", "20", "60");
        TableColumn place = new TableColumn("t", "y", 0);
        double deviation = Math.sqrt(1400.0 / 3);

        assertThat(value.mean()).isCloseTo(30, within(1e-12));
        assertThat(value.standardDeviation()).isCloseTo(deviation, within(1e-12));
        assertThat(value.scaled(place, row("60", 1)))
                .isCloseTo((float) (30 / deviation), within(1e-6f));
        assertThat(value.unscaled(30 / deviation)).isCloseTo(60, within(1e-9));
        TableEncoderTest.refuses(
                () -> value.value(place, row("many", 5)),
                ErrorCode.INVALID_DATA,
                "t, line 5, column 'y': 'many' is no number.");
        TableEncoderTest.refuses(
                () -> value.value(place, row(null, 6)),
                ErrorCode.INVALID_DATA,
                "t, line 6, column 'y': the label is missing.");
    }

    @Test
    void valuesThatCannotBeLearned() {
        TableEncoderTest.refuses(
                () -> fit(TargetKind.VALUE, "5", "5"),
                ErrorCode.INVALID_DATA,
                "t, label column 'y': all rows of the training part have the value 5.0, so there is"
                        + " nothing to learn.");
        TableEncoderTest.refuses(
                () -> fit(TargetKind.VALUE, "5", "high", "6"),
                ErrorCode.INVALID_DATA,
                "t, line 2, column 'y': 'high' is no number, and a value is to be predicted.");
    }

    @Test
    void theKindFollowsFromTheValues() {
        assertThat(kind("a", "b")).isEqualTo(TargetKind.CLASSES);
        assertThat(kind("0", "1", "1")).isEqualTo(TargetKind.CLASSES);
        assertThat(kind("0.5", "1")).isEqualTo(TargetKind.VALUE);
        assertThat(kind(numbers(20))).isEqualTo(TargetKind.CLASSES);
        assertThat(kind(numbers(21))).isEqualTo(TargetKind.VALUE);
        assertThat(kind(numbers(5_000))).isEqualTo(TargetKind.VALUE);
    }

    @Test
    void aTargetIsTheSameAfterAFile() throws JsonProcessingException {
        for (TargetEncoder target :
                List.of(
                        fit(TargetKind.CLASSES, "a", "b"),
                        fit(TargetKind.LABELS, "a|b", "b"),
                        fit(TargetKind.VALUE, "1", "2"))) {
            Map<String, Object> map = TableEncoderTest.throughJson(target.toMap());

            assertThat(TargetEncoder.fromMap(map)).isEqualTo(target);
        }
        TableEncoderTest.refuses(
                () -> TargetEncoder.fromMap(Map.of("column", "y", "kind", "other")),
                ErrorCode.INVALID_FILE,
                "has other as its 'kind'; accepted is classes, labels or value.");
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    private static TargetKind kind(String... labels) {
        return TargetKind.of(TableProfile.of(table(labels)).column("y"));
    }

    private static TargetEncoder.Classes classes(String... labels) {
        return (TargetEncoder.Classes) fit(TargetKind.CLASSES, labels);
    }

    private static TargetEncoder fit(TargetKind kind, String... labels) {
        Table table = table(labels);
        return TargetEncoder.fit(table, row -> true, TableProfile.of(table).column("y"), kind);
    }

    private static Table table(String... labels) {
        return Tables.of("t", List.of("y"), Arrays.stream(labels).map(Arrays::asList).toList());
    }

    private static Row row(String label, long line) {
        return new Row(Arrays.asList(label), line);
    }
}
