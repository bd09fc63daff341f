package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.steelyard.spi.Table;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a person reads before a training. */
final class DataReportTest {
    private static final Table TABLE =
            Tables.of(
                    "mail.csv",
                    List.of("length", "sender", "id", "y"),
                    List.of(
                            Arrays.asList("120", "ann", null, "ham"),
                            Arrays.asList("3.5", "bob", null, "spam"),
                            Arrays.asList(null, "ann", null, "ham"),
                            Arrays.asList("120", "ann", null, "ham"),
                            Arrays.asList("7", "eve", null, null)));

    private static DataReport report() {
        List<String> features = List.of("length", "sender", "id");
        CleanedRows rows = CleanedRows.of(TABLE, features, Optional.of("y"), Cleaning.defaults());
        TableProfile profile = TableProfile.of(TABLE, rows::keeps);
        TargetEncoder target =
                TargetEncoder.fit(TABLE, rows::keeps, profile.column("y"), TargetKind.CLASSES);
        TableEncoder encoder = TableEncoder.fit(profile, features, TableEncoding.defaults());
        return DataReport.ofTable(5, rows, profile, target, encoder.leftOut());
    }

    @Test
    void theTextForATerminal() {
        assertThat(report().text())
                .isEqualTo(
                        """
                        mail.csv
                        5 rows, 4 columns, 4 left after cleaning
                        Statistics of 4 rows, 1 of them as an earlier one

                        Class                       Rows      %
                        ham                            3   75.0  ##############################
                        spam                           1   25.0  ##########

                        Numbers                Missing       Min    Median      Mean       Max Std. dev.
                        length                       1    3.5000       120    81.167       120    54.919

                        Texts                  Missing Different Most frequent
                        sender                       0         2 ann (3), bob (1)
                        id                           4         0
                        y                            0         2 ham (3), spam (1)

                        Cleaning
                          rows without a label: 1
                          missing values imputed: 1

                        Left out
                          id, because no row of the training part has a value
                        """);
    }

    @Test
    void noLineIsLongerThanATerminal() {
        List<List<String>> rows =
                IntStream.range(0, 200)
                        .mapToObj(
                                i ->
                                        List.of(
                                                "" + (i - 1e7 / 3) * Math.pow(10, i - 100),
                                                "a long text\nwith words and number " + i,
                                                "label " + i % 50 + " of many words that are long"))
                        .toList();
        List<String> names =
                List.of("a column with a very long name", "another with a name of words", "y");
        Table table = Tables.of("/a/path/" + "with many folders/".repeat(10), names, rows);
        CleanedRows kept =
                CleanedRows.of(table, names.subList(0, 2), Optional.of("y"), Cleaning.defaults());
        TableProfile profile = TableProfile.of(table);
        DataReport report =
                DataReport.ofTable(
                        200,
                        kept,
                        profile,
                        TargetEncoder.fit(
                                table, kept::keeps, profile.column("y"), TargetKind.CLASSES),
                        TableEncoder.fit(profile, names.subList(0, 2), TableEncoding.defaults())
                                .leftOut());

        assertThat(report.text().lines()).allMatch(line -> line.length() <= 80);
        assertThat(report.text()).contains("and 30 more").contains("another with a name");
    }

    @Test
    void plainValues() throws JsonProcessingException {
        Map<String, Object> map = TableEncoderTest.throughJson(report().toMap());

        assertThat(map)
                .containsEntry("source", "mail.csv")
                .containsEntry("rows", 5)
                .containsEntry("kept", 4)
                .containsEntry("classes", Map.of("ham", 3, "spam", 1));
        assertThat((List<?>) map.get("columns")).hasSize(4);
        assertThat((List<?>) map.get("steps"))
                .first()
                .isEqualTo(Map.of("name", "rows without a label", "removed", 1, "changed", 0));
        assertThat((List<?>) map.get("columns"))
                .element(1)
                .isEqualTo(
                        Map.of(
                                "name",
                                "sender",
                                "numeric",
                                false,
                                "values",
                                4,
                                "missing",
                                0,
                                "distinct",
                                2,
                                "categories",
                                Map.of("ann", 3, "bob", 1)));
    }

    @Test
    void ofPicturesTheClasses() {
        Map<String, Long> classes = new LinkedHashMap<>();
        classes.put("cat", 2L);
        classes.put("dog", 1L);

        assertThat(DataReport.ofClasses("pets", classes).text())
                .isEqualTo(
                        """
                        pets
                        3 rows

                        Class                       Rows      %
                        cat                            2   66.7  ##############################
                        dog                            1   33.3  ###############
                        """);
    }
}
