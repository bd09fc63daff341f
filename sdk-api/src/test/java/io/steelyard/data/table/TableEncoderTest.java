package io.steelyard.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Encoders against values worked by hand. */
final class TableEncoderTest {
    private static final TableEncoding DEFAULTS = TableEncoding.defaults();

    /** Ages 20, 40, 60 with mean 40, median 40 and standard deviation sqrt(800 / 3). */
    private static final Table PEOPLE =
            Tables.of(
                    "people.csv",
                    List.of("age", "city"),
                    List.of(
                            List.of("20", "Ulm"),
                            List.of("60", "Bonn"),
                            Arrays.asList(null, "Ulm"),
                            Arrays.asList("40", null)));

    private static final List<String> FEATURES = List.of("age", "city");

    @Test
    void numbersAreScaledAndCategoriesAreOneHot() {
        TableEncoder encoder = fit(PEOPLE, DEFAULTS);
        RowEncoder rows = encoder.on(PEOPLE);
        float one = (float) (20 / Math.sqrt(800.0 / 3));

        assertThat(encoder.numberNames()).containsExactly("age", "city=Bonn", "city=Ulm");
        assertThat(encoder.indexColumns()).isEmpty();
        assertThat(rows.numbers(row("20", "Ulm"))).containsExactly(-one, 0, 1);
        assertThat(rows.numbers(row("60", "Bonn"))).containsExactly(one, 1, 0);
        assertThat(rows.categories(row("60", "Bonn"))).isEmpty();
    }

    @Test
    void theMedianAndTheModeTakeThePlaceOfMissingValues() {
        RowEncoder rows = fit(PEOPLE, DEFAULTS).on(PEOPLE);

        assertThat(rows.numbers(row(null, null))).containsExactly(0, 0, 1);
    }

    @Test
    void aCategoryThatTrainingDidNotSeeIsAllZeros() {
        assertThat(fit(PEOPLE, DEFAULTS).on(PEOPLE).numbers(row("40", "Rom")))
                .containsExactly(0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"NONE, 20, 30, 60", "UNIT, 0, 0.25, 1", "SYMMETRIC, -1, -0.5, 1"})
    void otherScalings(Scaling scaling, float twenty, float thirty, float sixty) {
        RowEncoder rows = fit(PEOPLE, DEFAULTS.withScaling(scaling)).on(PEOPLE);

        assertThat(rows.numbers(row("20", "Rom"))[0]).isEqualTo(twenty);
        assertThat(rows.numbers(row("30", "Rom"))[0]).isEqualTo(thirty);
        assertThat(rows.numbers(row("60", "Rom"))[0]).isEqualTo(sixty);
    }

    @Test
    void categoriesAsIndicesHaveAPlaceForThoseNotSeen() {
        TableEncoder encoder = fit(PEOPLE, DEFAULTS.withColumn("city", ColumnEncoding.INDEX));
        RowEncoder rows = encoder.on(PEOPLE);

        assertThat(encoder.numberNames()).containsExactly("age");
        assertThat(encoder.indexColumns().getFirst().categories()).containsExactly("Bonn", "Ulm");
        assertThat(rows.categories(row("20", "Rom"))).containsExactly(0);
        assertThat(rows.categories(row("20", "Bonn"))).containsExactly(1);
        assertThat(rows.categories(row("20", "Ulm"))).containsExactly(2);
        assertThat(rows.categories(row("20", null))).containsExactly(2);
    }

    /** 1 to 9 and 1000: quartiles 3.25 and 7.75, so 1000 becomes 7.75 + 1.5 * 4.5 = 14.5. */
    @Test
    void outliersAreClippedBeforeTheyAreScaled() {
        Table table =
                Tables.of(
                        "t",
                        List.of("x"),
                        IntStream.rangeClosed(1, 10)
                                .mapToObj(i -> List.of(i < 10 ? "" + i : "1000"))
                                .toList());
        TableEncoding clipping =
                DEFAULTS.withScaling(Scaling.UNIT)
                        .withCleaning(Cleaning.defaults().withOutliers(Outliers.CLIP));
        RowEncoder rows =
                TableEncoder.fit(TableProfile.of(table), List.of("x"), clipping).on(table);

        assertThat(rows.numbers(row("1000"))[0]).isEqualTo(1);
        assertThat(rows.numbers(row("1"))[0]).isEqualTo(0);
        assertThat(rows.numbers(row("7.75"))[0]).isCloseTo(0.5f, within(1e-7f));
        assertThat(rows.numbers(row("-1000"))[0]).isCloseTo(-4.5f / 13.5f, within(1e-7f));
    }

    @Test
    void columnsAreFoundByTheirNames() {
        Table other =
                Tables.of(
                        "other.csv",
                        List.of("note", "city", "age"),
                        List.of(List.of("x", "Bonn", "40")));

        assertThat(fit(PEOPLE, DEFAULTS).on(other).numbers(row("x", "Bonn", "40")))
                .containsExactly(0, 1, 0);
        assertThatThrownBy(
                        () ->
                                fit(PEOPLE, DEFAULTS)
                                        .on(Tables.select(other, List.of("note", "city"))))
                .isInstanceOf(SteelyardException.class)
                .hasMessage("other.csv has no column 'age'. Known are: city, note.");
    }

    @Test
    void columnsWithNothingToLearnFromAreLeftOut() {
        List<List<String>> values =
                IntStream.range(0, 60)
                        .mapToObj(
                                i ->
                                        Arrays.asList(
                                                "" + i, "person " + i, null, "same", "c" + i % 3))
                        .toList();
        List<String> names = List.of("n", "id", "empty", "constant", "kind");
        TableProfile profile = TableProfile.of(Tables.of("t", names, values));
        TableEncoder encoder = TableEncoder.fit(profile, names, DEFAULTS);

        assertThat(encoder.numberNames()).containsExactly("n", "kind=c0", "kind=c1", "kind=c2");
        assertThat(encoder.leftOut())
                .extracting(LeftOut::name)
                .containsExactly("id", "empty", "constant");
        assertThat(encoder.leftOut().getFirst().reason()).startsWith("it has 60 different texts; ");
        assertThat(encoder.leftOut().get(1).reason())
                .isEqualTo("no row of the training part has a value");
        assertThat(encoder.leftOut().get(2).reason()).isEqualTo("all values are 'same'");
        assertThat(
                        TableEncoder.fit(profile, names, DEFAULTS.withMostCategories(60))
                                .leftOut()
                                .getFirst()
                                .reason())
                .startsWith("each row has a text of its own; ");
        assertThat(
                        TableEncoder.fit(
                                        profile,
                                        names,
                                        DEFAULTS.withColumn("id", ColumnEncoding.INDEX)
                                                .withColumn("n", ColumnEncoding.LEAVE_OUT))
                                .leftOut())
                .extracting(LeftOut::name)
                .containsExactly("n", "empty", "constant");
        refuses(
                () ->
                        TableEncoder.fit(
                                profile,
                                names,
                                DEFAULTS.withColumn("empty", ColumnEncoding.NUMBER)),
                ErrorCode.INVALID_DATA,
                "t, column 'empty': no row of the training part has a value. Fill the column, or"
                        + " leave it out.");
        refuses(
                () -> TableEncoder.fit(profile, List.of("empty", "constant"), DEFAULTS),
                ErrorCode.INVALID_DATA,
                "t has no column that a model can learn from; 'empty' because no row of the"
                        + " training part has a value; 'constant' because all values are 'same'.");
    }

    @Test
    void aTextAmongNumbersIsNamedWithItsPlace() {
        List<List<String>> values =
                IntStream.range(0, 20).mapToObj(i -> List.of(i == 12 ? "abc" : "" + i)).toList();
        Table table = Tables.of("t.csv", List.of("x"), values);

        refuses(
                () -> TableEncoder.fit(TableProfile.of(table), List.of("x"), DEFAULTS),
                ErrorCode.INVALID_DATA,
                "t.csv, line 13, column 'x': 'abc' is no number, as 19 of the 20 values of the"
                    + " column are. Correct it, name it among the values that stand for a missing"
                    + " one, or have the column encoded as categories.");
        assertThat(
                        TableEncoder.fit(
                                        TableProfile.of(table),
                                        List.of("x"),
                                        DEFAULTS.withColumn("x", ColumnEncoding.ONE_HOT))
                                .numberNames())
                .hasSize(20);
        RowEncoder rows = fit(PEOPLE, DEFAULTS).on(PEOPLE);
        refuses(
                () -> rows.numbers(new Row(List.of("forty", "Ulm"), 17)),
                ErrorCode.INVALID_DATA,
                "people.csv, line 17, column 'age': 'forty' is no number. Correct it, or name it"
                        + " among the values that stand for a missing one.");
        refuses(
                () -> rows.numbers(new Row(List.of("1e200", "Ulm"), 18)),
                ErrorCode.INVALID_DATA,
                "people.csv, line 18, column 'age': the number 1.0E200 is too large for a model's"
                        + " 32 bits.");
    }

    @Test
    void encodingsThatCannotBe() {
        refuses(
                () -> fit(PEOPLE, DEFAULTS.withColumn("town", ColumnEncoding.INDEX)),
                ErrorCode.INVALID_ARGUMENT,
                "The encoding names the column 'town', which is no feature. Known are: age, city.");
        refuses(
                () -> DEFAULTS.withMostCategories(0),
                ErrorCode.INVALID_ARGUMENT,
                "At most 0 categories of a column were asked for; accepted are 1 to 1000.");
        refuses(
                () -> fit(PEOPLE, DEFAULTS.withColumn("city", ColumnEncoding.NUMBER)),
                ErrorCode.INVALID_DATA,
                "people.csv, line 1, column 'city': 'Ulm' is no number, as 0 of the 3 values");
        Table many =
                Tables.of(
                        "t",
                        List.of("x"),
                        IntStream.range(0, 1_001).mapToObj(i -> List.of("v" + i)).toList());
        refuses(
                () ->
                        TableEncoder.fit(
                                TableProfile.of(many),
                                List.of("x"),
                                DEFAULTS.withColumn("x", ColumnEncoding.ONE_HOT)),
                ErrorCode.INVALID_DATA,
                "t, column 'x': it has more than 1000 different values, too many for categories.");
    }

    @Test
    void anEncoderIsTheSameAfterAFile() throws JsonProcessingException {
        for (TableEncoding encoding :
                List.of(
                        DEFAULTS,
                        DEFAULTS.withColumn("city", ColumnEncoding.INDEX)
                                .withCleaning(Cleaning.defaults().withOutliers(Outliers.CLIP)),
                        DEFAULTS.withColumn("city", ColumnEncoding.LEAVE_OUT))) {
            TableEncoder encoder = fit(PEOPLE, encoding);

            assertThat(TableEncoder.fromMap(throughJson(encoder.toMap()))).isEqualTo(encoder);
        }
    }

    @Test
    void aSavedEncoderThatDoesNotHold() {
        refusesSaved(Map.of(), "A saved encoding has null as its 'columns'; accepted is a list");
        refusesSaved(
                Map.of("columns", List.of("age"), "left_out", List.of()),
                "accepted is a list of objects. It was damaged, or written by another version;"
                        + " save it again.");
        refusesSaved(
                Map.of("columns", List.of(Map.of("name", "age", "kind", "java.lang.Runtime"))),
                "A saved encoding has java.lang.Runtime as its 'kind'; accepted is number, one_hot"
                        + " or index.");
        Map<String, Object> number =
                new LinkedHashMap<>(Map.of("name", "a", "kind", "number", "median", "1"));
        refusesSaved(Map.of("columns", List.of(number)), "has 1 as its 'median'; accepted is a");
    }

    private static void refusesSaved(Map<String, Object> map, String sentence) {
        refuses(() -> TableEncoder.fromMap(map), ErrorCode.INVALID_FILE, sentence);
    }

    static Map<String, Object> throughJson(Map<String, Object> map) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        return json.readValue(json.writeValueAsString(map), new TypeReference<>() {});
    }

    static void refuses(ThrowingCallable call, ErrorCode code, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(sentence);
    }

    private static TableEncoder fit(Table table, TableEncoding encoding) {
        return TableEncoder.fit(TableProfile.of(table), FEATURES, encoding);
    }

    private static Row row(String... values) {
        return new Row(Arrays.asList(values), 1);
    }
}
