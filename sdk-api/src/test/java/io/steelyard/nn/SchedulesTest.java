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

    @Test
    void refusesWhatMakesNoSchedule() {
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
