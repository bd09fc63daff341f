package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.data.text.TextCleaning;
import io.steelyard.error.ErrorCode;
import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which rows stay, and what is counted. */
final class CleanedRowsTest {
    private static final Table TABLE =
            Tables.of(
                    "t.csv",
                    List.of("x", "note", "y"),
                    List.of(
                            Arrays.asList("1", null, "a"), // 0
                            Arrays.asList("2", "n", null), // 1: no label
                            Arrays.asList(null, "n", "b"), // 2: no feature
                            Arrays.asList("1", null, "a"), // 3: as row 0
                            Arrays.asList("3", "n", "b"), // 4
                            Arrays.asList("2", "n", null))); // 5: no label, as row 1

    private static final List<String> FEATURES = List.of("x");

    @Test
    void unlessAskedOnlyRowsWithoutALabelGo() {
        CleanedRows rows = clean(Cleaning.defaults());

        assertThat(rows.numbers()).containsExactly(0, 2, 3, 4);
        assertThat(rows.size()).isEqualTo(4);
        assertThat(rows.keeps(3)).isTrue();
        assertThat(rows.keeps(1)).isFalse();
        assertThat(rows.keeps(1L << 32)).isFalse();
        assertThat(rows.steps())
                .containsExactly(
                        new CleaningStep("rows without a label", 2, 0),
                        new CleaningStep("missing values imputed", 0, 1));
    }

    @Test
    void withoutALabelColumnAllStay() {
        assertThat(CleanedRows.of(TABLE, FEATURES, Optional.empty(), Cleaning.defaults()).numbers())
                .containsExactly(0, 1, 2, 3, 4, 5);
    }

    /** What is missing in a column that is no feature does not matter. */
    @Test
    void duplicatesAndRowsWithMissingFeaturesGo() {
        CleanedRows rows =
                clean(
                        Cleaning.defaults()
                                .withDuplicates(Duplicates.DROP)
                                .withMissing(MissingValues.DROP));

        assertThat(rows.numbers()).containsExactly(0, 4);
        assertThat(rows.steps())
                .containsExactly(
                        new CleaningStep("rows without a label", 2, 0),
                        new CleaningStep("duplicate rows", 1, 0),
                        new CleaningStep("rows with missing values", 1, 0));
    }

    @Test
    void aColumnWithoutAnyValueDropsNoRows() {
        Table table =
                Tables.of(
                        "t",
                        List.of("x", "empty"),
                        List.of(
                                Arrays.asList("1", null),
                                Arrays.asList((String) null, null),
                                Arrays.asList("2", null)));
        CleanedRows rows =
                CleanedRows.of(
                        table,
                        table.columns(),
                        Optional.empty(),
                        Cleaning.defaults().withMissing(MissingValues.DROP));

        assertThat(rows.numbers()).containsExactly(0, 2);
    }

    @Test
    void cleaningThatLeavesNothing() {
        Table table =
                Tables.of(
                        "t",
                        List.of("x", "z", "y"),
                        List.of(Arrays.asList(null, "1", "a"), Arrays.asList("1", null, "a")));
        TableEncoderTest.refuses(
                () ->
                        CleanedRows.of(
                                table,
                                List.of("x", "z"),
                                Optional.of("y"),
                                Cleaning.defaults().withMissing(MissingValues.DROP)),
                ErrorCode.INVALID_DATA,
                "Cleaning leaves no row of t: rows with missing values 2. Clean less, impute"
                        + " missing values, or name another label column.");
    }

    /** Quartiles of 1 to 8 and 99 are 3 and 7, so that -3 to 13 are usual. */
    @Test
    void outliersOfTheTrainingPart() {
        Table table =
                Tables.of(
                        "t",
                        List.of("x"),
                        List.of(
                                List.of("1"),
                                List.of("2"),
                                List.of("3"),
                                List.of("4"),
                                List.of("5"),
                                List.of("6"),
                                List.of("7"),
                                List.of("8"),
                                List.of("99"),
                                List.of("77")));
        TableProfile training = TableProfile.of(table, row -> row < 9);
        Cleaning drop = Cleaning.defaults().withOutliers(Outliers.DROP);

        CleanedRows dropped =
                CleanedRows.of(table, FEATURES, Optional.empty(), drop)
                        .treatOutliers(training, FEATURES, row -> row < 9);
        assertThat(dropped.numbers()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 9);
        assertThat(dropped.steps()).contains(new CleaningStep("rows with outliers", 1, 0));

        CleanedRows clipped =
                CleanedRows.of(
                                table,
                                FEATURES,
                                Optional.empty(),
                                Cleaning.defaults().withOutliers(Outliers.CLIP))
                        .treatOutliers(training, FEATURES, row -> row < 9);
        assertThat(clipped.size()).isEqualTo(10);
        assertThat(clipped.steps()).contains(new CleaningStep("outliers clipped", 0, 1));

        CleanedRows wide =
                CleanedRows.of(table, FEATURES, Optional.empty(), drop.withOutlierFactor(23))
                        .treatOutliers(training, FEATURES, row -> row < 9);
        assertThat(wide.size()).isEqualTo(10);
    }

    @Test
    void textsAreCountedByStep() {
        Table table =
                Tables.of(
                        "t",
                        List.of("text"),
                        List.of(
                                List.of("good"),
                                List.of(" so  so "),
                                List.of("\u0007bell"),
                                List.of("cafe\u0301\u0000"),
                                List.of(" \t"),
                                Arrays.asList((String) null)));
        CleanedRows rows =
                CleanedRows.of(table, List.of(), Optional.empty(), Cleaning.defaults())
                        .cleanTexts("text", TextCleaning.defaults());

        assertThat(rows.numbers()).containsExactly(0, 1, 2, 3);
        assertThat(rows.steps())
                .containsExactly(
                        new CleaningStep("missing values imputed", 0, 0),
                        new CleaningStep("rows without text", 2, 0),
                        new CleaningStep("texts with control characters taken out", 0, 2),
                        new CleaningStep("texts brought to normalization form C", 0, 1),
                        new CleaningStep("texts with white space joined", 0, 1));
    }

    @Test
    void aFactorThatCannotBe() {
        TableEncoderTest.refuses(
                () -> Cleaning.defaults().withOutlierFactor(Double.NaN),
                ErrorCode.INVALID_ARGUMENT,
                "An outlier factor of NaN was given; accepted are 0 or more, and 1.5 is common.");
    }

    private static CleanedRows clean(Cleaning cleaning) {
        return CleanedRows.of(TABLE, FEATURES, Optional.of("y"), cleaning);
    }
}
