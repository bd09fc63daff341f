package io.steelyard.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.data.table.CleanedRows;
import io.steelyard.data.table.Cleaning;
import io.steelyard.data.table.CleaningStep;
import io.steelyard.data.table.ColumnProfile;
import io.steelyard.data.table.DataReport;
import io.steelyard.data.table.Duplicates;
import io.steelyard.data.table.MissingValues;
import io.steelyard.data.table.NumberSummary;
import io.steelyard.data.table.Outliers;
import io.steelyard.data.table.RowEncoder;
import io.steelyard.data.table.TableEncoder;
import io.steelyard.data.table.TableEncoding;
import io.steelyard.data.table.TableProfile;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.data.table.TargetKind;
import io.steelyard.spi.Row;
import io.steelyard.spi.Table;
import io.steelyard.spi.TableOptions;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Public tables from their files to the numbers of a model. The statistics were computed by a
 * program in plain Python: exact sums, quantiles interpolated linearly.
 */
final class TablesToNumbersTest {
    private static final String LABEL = "median_house_value";

    private static Table housing;
    private static TableProfile profile;

    @BeforeAll
    static void open() {
        housing =
                CsvPlugin.csv()
                        .open(
                                SharedData.file("tabular/california-housing/housing.csv"),
                                TableOptions.defaults());
        profile = TableProfile.of(housing);
    }

    @ParameterizedTest
    @CsvSource({
        "longitude, 20640, 844, -124.35, -114.31, -119.56970445736435, 2.0034831877469754,"
                + " -121.8, -118.49, -118.01",
        "latitude, 20640, 862, 32.54, 41.95, 35.63186143410853, 2.135900653797483,"
                + " 33.93, 34.26, 37.71",
        "housing_median_age, 20640, 52, 1, 52, 28.639486434108527, 12.585252725724605,"
                + " 18, 29, 37",
        "total_bedrooms, 20433, , 1, 6445, 537.8705525375618, 421.37475856260727,"
                + " 296, 435, 647",
        "median_income, 20640, , 0.4999, 15.0001, 3.8706710029069766, 1.8997756945748736,"
                + " 2.5634, 3.5348, 4.74325",
        "median_house_value, 20640, , 14999, 500001, 206855.81690891474, 115392.82040412253,"
                + " 119600, 179700, 264725"
    })
    void statistics(
            String name,
            long count,
            Long distinct,
            double min,
            double max,
            double mean,
            double deviation,
            double lower,
            double median,
            double upper) {
        ColumnProfile column = profile.column(name);
        NumberSummary numbers = column.numbers().orElseThrow();

        assertThat(numbers.count()).isEqualTo(count);
        assertThat(column.missing()).isEqualTo(20_640 - count);
        if (distinct != null) {
            assertThat(column.distinct()).hasValue(distinct);
        } else {
            assertThat(column.manyValues()).isTrue();
        }
        assertThat(numbers.min()).isEqualTo(min);
        assertThat(numbers.max()).isEqualTo(max);
        // Rounding of 20,640 updates of 1e-16 each, relative to the numbers.
        assertThat(numbers.mean()).isCloseTo(mean, within(Math.abs(mean) * 1e-12));
        assertThat(numbers.standardDeviation()).isCloseTo(deviation, within(deviation * 1e-12));
        assertThat(numbers.lowerQuartile()).isCloseTo(lower, within(Math.abs(lower) * 1e-14));
        assertThat(numbers.median()).isCloseTo(median, within(Math.abs(median) * 1e-14));
        assertThat(numbers.upperQuartile()).isCloseTo(upper, within(Math.abs(upper) * 1e-14));
        assertThat(numbers.quantilesAreExact()).isTrue();
    }

    @Test
    void categoriesAndDuplicates() {
        assertThat(profile.rows()).isEqualTo(20_640);
        assertThat(profile.duplicates()).isZero();
        assertThat(profile.column("ocean_proximity").categories())
                .containsExactly(
                        Map.entry("<1H OCEAN", 9_136L),
                        Map.entry("INLAND", 6_551L),
                        Map.entry("NEAR OCEAN", 2_658L),
                        Map.entry("NEAR BAY", 2_290L),
                        Map.entry("ISLAND", 5L));
    }

    @Test
    void aRowAsNumbers() {
        TableEncoder encoder = TableEncoder.fit(profile, features(), TableEncoding.defaults());
        RowEncoder rows = encoder.on(housing);
        Row first = housing.rows().iterator().next();
        float[] numbers = rows.numbers(first);

        assertThat(encoder.numberNames())
                .hasSize(13)
                .endsWith(
                        "ocean_proximity=<1H OCEAN",
                        "ocean_proximity=INLAND",
                        "ocean_proximity=ISLAND",
                        "ocean_proximity=NEAR BAY",
                        "ocean_proximity=NEAR OCEAN");
        assertThat(encoder.leftOut()).isEmpty();
        // (-122.23 + 119.56970445736435) / 2.0034831877469754, and so on.
        assertThat(numbers[0]).isCloseTo(-1.3278352f, within(1e-6f));
        assertThat(numbers[4]).isCloseTo((129 - 537.87055f) / 421.37476f, within(1e-6f));
        assertThat(List.of(numbers[8], numbers[9], numbers[10], numbers[11], numbers[12]))
                .containsExactly(0f, 0f, 0f, 1f, 0f);
    }

    @Test
    void theLabelIsAValue() {
        ColumnProfile label = profile.column(LABEL);
        assertThat(TargetKind.of(label)).isEqualTo(TargetKind.VALUE);
        TargetEncoder target = TargetEncoder.fit(housing, row -> true, label, TargetKind.VALUE);
        assertThat(target).isInstanceOf(TargetEncoder.Value.class);
    }

    @Test
    void cleaningAndTheReport() {
        Cleaning cleaning =
                Cleaning.defaults().withMissing(MissingValues.DROP).withOutliers(Outliers.DROP);
        CleanedRows kept = CleanedRows.of(housing, features(), Optional.of(LABEL), cleaning);
        assertThat(kept.size()).isEqualTo(20_433);
        // Counted by the same program: total_rooms outside of its quartiles by 1.5 distances.
        CleanedRows rooms =
                CleanedRows.of(
                                housing,
                                List.of("total_rooms"),
                                Optional.of(LABEL),
                                Cleaning.defaults().withOutliers(Outliers.DROP))
                        .treatOutliers(profile, List.of("total_rooms"), row -> true);
        assertThat(rooms.steps())
                .containsExactly(
                        new CleaningStep("rows without a label", 0, 0),
                        new CleaningStep("missing values imputed", 0, 0),
                        new CleaningStep("rows with outliers", 1_287, 0));
        String report =
                DataReport.ofTable(
                                20_640,
                                kept,
                                profile,
                                TargetEncoder.fit(
                                        housing,
                                        row -> true,
                                        profile.column(LABEL),
                                        TargetKind.VALUE),
                                List.of())
                        .text();
        assertThat(report.lines()).allMatch(line -> line.length() <= 80);
        assertThat(report).contains("20640 rows, 10 columns, 20433 left after cleaning");
    }

    /** 699 rows of which 8 are there again, and 16 question marks in the column of bare nuclei. */
    @Test
    void breastCancer() {
        Table table =
                CsvPlugin.csv()
                        .open(
                                SharedData.file("tabular/medical/breast-cancer-wisconsin.data"),
                                TableOptions.defaults().withoutHeader());
        CleanedRows kept =
                CleanedRows.of(
                        table,
                        table.columns().subList(0, 10),
                        Optional.of("11"),
                        Cleaning.defaults().withDuplicates(Duplicates.DROP));
        TableProfile all = TableProfile.of(table);
        TargetEncoder target =
                TargetEncoder.fit(
                        table, row -> true, all.column("11"), TargetKind.of(all.column("11")));

        assertThat(kept.size()).isEqualTo(691);
        assertThat(all.column("7").missing()).isEqualTo(16);
        assertThat(all.column("7").numeric()).isTrue();
        assertThat(target).isEqualTo(new TargetEncoder.Classes("11", List.of("2", "4")));
        assertThat(all.column("11").categories())
                .containsExactly(Map.entry("2", 458L), Map.entry("4", 241L));
    }

    private static List<String> features() {
        return housing.columns().stream().filter(name -> !name.equals(LABEL)).toList();
    }
}
