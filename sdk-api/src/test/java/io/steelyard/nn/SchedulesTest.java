package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.spi.Schedule;

import org.junit.jupiter.api.Test;

final class SchedulesTest {
    @Test
    void cosineAtItsCorners() {
        Schedule schedule = Schedules.warmupCosine(1.0, 0.1, 4, 12);

        assertThat(schedule.learningRate(0)).isEqualTo(0.2);
        assertThat(schedule.learningRate(3)).isEqualTo(0.8);
        assertThat(schedule.learningRate(4)).isEqualTo(1.0);
        // Half way the cosine is 0, a quarter of the way it is the root of a half.
        assertThat(schedule.learningRate(8)).isCloseTo(0.55, within(1e-15));
        assertThat(schedule.learningRate(6)).isCloseTo(0.55 + 0.45 * Math.sqrt(0.5), within(1e-15));
        assertThat(schedule.learningRate(12)).isEqualTo(0.1);
        assertThat(schedule.learningRate(1_000_000)).isEqualTo(0.1);
        assertThat(Schedules.warmupCosine(1, 0, 10).learningRate(10)).isZero();
    }

    @Test
    void lineAtItsCorners() {
        Schedule schedule = Schedules.warmupLinear(2.0, 3, 11);

        assertThat(schedule.learningRate(0)).isEqualTo(0.5);
        assertThat(schedule.learningRate(2)).isEqualTo(1.5);
        assertThat(schedule.learningRate(3)).isEqualTo(2.0);
        assertThat(schedule.learningRate(7)).isEqualTo(1.0);
        assertThat(schedule.learningRate(11)).isZero();
        assertThat(schedule.learningRate(99)).isZero();
    }

    @Test
    void withoutStepsItIsAtItsEnd() {
        assertThat(Schedules.warmupCosine(1, 0.5, 0, 0).learningRate(0)).isEqualTo(0.5);
        assertThat(Schedules.warmupLinear(1, 0, 0).learningRate(0)).isZero();
        assertThat(Schedules.warmupCosine(1, 0.5, 3, 3).learningRate(2)).isEqualTo(0.75);
        assertThat(Schedules.constant(3e-4).learningRate(77)).isEqualTo(3e-4);
    }

    /** The values are those of PyTorch 1.13's class that is named in the comment. */
    @Test
    void decaysByFactorsAndPowers() {
        // StepLR(optimizer, 3, 0.5), ExponentialLR(optimizer, 0.9)
        assertRates(Schedules.step(1, 0.5, 3), 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25);
        assertRates(Schedules.exponential(1, 0.9), 1, 0.9, 0.81, 0.7290000000000001);
        // PolynomialLR(optimizer, total_iters=4, power=2.0), moved and stretched in the second one
        assertRates(Schedules.polynomial(1, 0, 4, 2), 1, 0.5625, 0.25, 0.0625, 0, 0);
        assertRates(Schedules.polynomial(3, 1, 4, 2), 3, 2.125, 1.5, 1.125, 1, 1);
    }

    @Test
    void cosineStartsAgain() {
        // CosineAnnealingWarmRestarts(optimizer, 3, 2, 0.1)
        assertRates(
                Schedules.cosineWithRestarts(1, 0.1, 3, 2),
                1.0,
                0.775,
                0.3250000000000001,
                1.0,
                0.9397114317029974,
                0.775,
                0.55,
                0.3250000000000001,
                0.16028856829700258,
                1.0,
                0.9846666218300807);
        Schedule even = Schedules.cosineWithRestarts(1, 0, 4, 1);
        assertThat(even.learningRate(4_000_002)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void oneCycle() {
        // OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
        assertRates(
                Schedules.oneCycle(1, 10),
                0.040000000000000036,
                0.52,
                1.0,
                0.9504846320134737,
                0.8117456539497631,
                0.6112620219362893,
                0.38874197806371075,
                0.18825834605023697,
                0.049519367986526286,
                4e-06,
                4e-06);
        // OneCycleLR(optimizer, max_lr=0.5, total_steps=9, pct_start=0.5, div_factor=10,
        // final_div_factor=100)
        assertRates(
                Schedules.oneCycle(0.5, 9, 0.5, 10, 100),
                0.04999999999999999,
                0.13471479458178492,
                0.3250672101401707,
                0.47771799527804426,
                0.4849382320412806,
                0.375125,
                0.20688136762768417,
                0.05893040033103527,
                0.0005);
        assertRates(Schedules.oneCycle(1, 1), 4e-06, 4e-06);
    }

    @Test
    void warmsUpBeforeAnySchedule() {
        assertRates(
                Schedules.warmup(3, Schedules.step(1, 0.5, 2)), 0.25, 0.5, 0.75, 1, 1, 0.5, 0.5);
        assertRates(Schedules.warmup(0, Schedules.exponential(1, 0.5)), 1, 0.5);
        assertRates(
                Schedules.warmupStableDecay(2, 3, 4, 9), 0.5, 1, 1.5, 2, 2, 2, 1.5, 1, 0.5, 0, 0);
    }

    private static void assertRates(Schedule schedule, double... expected) {
        for (int step = 0; step < expected.length; step++) {
            assertThat(schedule.learningRate(step))
                    .as("step %s", step)
                    .isCloseTo(expected[step], within(1e-14));
        }
    }

    @Test
    void refusesWhatMakesNoSchedule() {
        assertThatThrownBy(() -> Schedules.constant(-1))
                .hasMessage(
                        "Schedules.constant was given the rate -1.0; accepted are finite numbers of"
                                + " 0 or more.");
        assertThatThrownBy(() -> Schedules.step(1, 0.5, 0))
                .hasMessage(
                        "Schedules.step was given the steps of a rate 0; accepted are finite"
                                + " numbers of 1 or more.");
        assertThatThrownBy(() -> Schedules.exponential(1, 1.5))
                .hasMessage(
                        "Schedules.exponential was given the factor 1.5; accepted are numbers above"
                                + " 0, up to and including 1.");
        assertThatThrownBy(() -> Schedules.polynomial(1, Double.NaN, 5, 1))
                .hasMessage(
                        "Schedules.polynomial was given the last rate NaN; accepted are finite"
                                + " numbers of 0 or more.");
        assertThatThrownBy(() -> Schedules.cosineWithRestarts(1, 2, 5, 1))
                .hasMessage(
                        "Schedules.cosineWithRestarts was given the peak 1.0; accepted are finite"
                                + " rates that are not below the floor.");
        assertThatThrownBy(() -> Schedules.oneCycle(1, 9, 1, 25, 100))
                .hasMessage(
                        "Schedules.oneCycle was given the part of the rise 1.0; accepted are"
                                + " numbers between 0 and 1.");
        assertThatThrownBy(() -> Schedules.warmup(-1, Schedules.constant(1)))
                .hasMessageStartingWith("A schedule with -1 warm-up steps");
        assertThatThrownBy(() -> Schedules.warmupStableDecay(1, 3, 4, 6))
                .hasMessage(
                        "Schedules.warmupStableDecay was given the total 6; accepted are at least"
                                + " the steps of warm-up and decay together, 7.");
        assertThatThrownBy(() -> Schedules.warmupLinear(1, -1, 5))
                .hasMessage(
                        "A schedule with -1 warm-up steps of 5 was given; accepted are counts of 0"
                                + " or more.");
        assertThatThrownBy(() -> Schedules.warmupCosine(0.1, 0.2, 0, 5))
                .hasMessage(
                        "A cosine schedule from 0.1 down to 0.2 was given; accepted is a peak that"
                                + " is not below the floor.");
    }
}
