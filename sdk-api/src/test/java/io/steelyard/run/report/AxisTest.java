package io.steelyard.run.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.stream.Collectors;

final class AxisTest {
    private static String ticks(Axis axis) {
        return axis.ticks().stream().map(Numbers::text).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100, 0 20 40 60 80 100",
        "1, 2000, '500 1,000 1,500 2,000'",
        "0.9123, 0.9587, 0.92 0.93 0.94 0.95",
        "-1, 1, -1 -0.5 0 0.5 1",
        "0, 7, 0 2 4 6",
        "12000, 58000, '20,000 30,000 40,000 50,000'",
        "0.0001, 0.0006, 1e-4 2e-4 3e-4 4e-4 5e-4 6e-4",
        "0.3, 0.7, 0.3 0.4 0.5 0.6 0.7"
    })
    void marksAreRoundNumbers(double low, double high, String expected) {
        assertThat(ticks(Axis.of(low, high, false))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.01, 10, 0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10",
        "0.00001, 1, 1e-5 1e-4 0.001 0.01 0.1 1",
        "2.1, 4.4, 2.5 3 3.5 4",
        "1e-30, 1, 1e-30 1e-27 1e-24 1e-21 1e-18 1e-15 1e-12 1e-9 1e-6 0.001 1"
    })
    void marksOfALogarithmicAxis(double low, double high, String expected) {
        assertThat(ticks(Axis.of(low, high, true))).isEqualTo(expected);
    }

    @Test
    void anyRangeHasAFewMarksWithinIt() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            double low = Math.exp(40 * random.nextDouble() - 20) * (random.nextBoolean() ? 1 : -1);
            double high = low + Math.abs(low) * Math.exp(34 * random.nextDouble() - 16);
            Axis axis = Axis.of(low, high, false);
            assertThat(axis.ticks())
                    .as("%s to %s", low, high)
                    .hasSizeBetween(4, 11)
                    .isSorted()
                    .allSatisfy(tick -> assertThat(axis.position(tick)).isBetween(-1e-6, 1 + 1e-6));
        }
    }

    @Test
    void positionsGoFromTheBeginningToTheEnd() {
        assertThat(Axis.of(2, 6, false).position(3)).isEqualTo(0.25);
        assertThat(Axis.of(1, 100, true).position(10)).isCloseTo(0.5, within(1e-12));
        // A single value lies in the middle.
        assertThat(Axis.of(3, 3, false).position(3)).isCloseTo(0.5, within(1e-12));
        assertThat(Axis.of(0, 0, false).position(0)).isEqualTo(0.5);
        assertThat(Axis.of(-4, -4, false).low()).isLessThan(-4);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.1, 0.1",
        "-12.5, -12.5",
        "0.123456789, 0.12346",
        "1234.5, 1234.5",
        "2000, '2,000'",
        "51234.7, '51,235'",
        "12345678, 1.2346e7",
        "0.00025, 2.5e-4",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void numbersAreShort(double value, String expected) {
        assertThat(Numbers.text(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0.81919, 0.8192", "1, 1.0000", "9999.5, 9999.5000", "-47122.96, '-47,123'"})
    void figuresHaveAsManyDecimalsAsSaySomething(double value, String expected) {
        assertThat(Numbers.figure(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 µs",
        "0.0000125, 12.5 µs",
        "0.00125, 1.25 ms",
        "0.25, 250 ms",
        "1.5, 1.50 s",
        "90, 1.50 min",
        "5400, 1.50 h"
    })
    void timesHaveTheUnitThatSuitsThem(double seconds, String expected) {
        assertThat(Numbers.seconds(seconds)).isEqualTo(expected);
    }
}
