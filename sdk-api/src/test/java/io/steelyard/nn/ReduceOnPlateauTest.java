package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.spi.Schedule;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Against the rates that PyTorch 1.13's ReduceLROnPlateau gives after each of these figures. */
final class ReduceOnPlateauTest {
    private static final double[] FIGURES = {
        3, 2, 1.9999, 2.1, 1.5, 1.6, 1.7, 1.4999, 1.8, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.0
    };

    private static void check(
            double factor,
            int patience,
            double threshold,
            int cooldown,
            double floor,
            double... rates) {
        Schedule schedule =
                new ReduceOnPlateau(
                        Schedules.constant(1),
                        "validation/loss",
                        factor,
                        patience,
                        threshold,
                        cooldown,
                        floor);
        List<Map<String, Double>> validations = new ArrayList<>();
        assertThat(schedule.learningRate(0, validations)).isEqualTo(1);
        for (int i = 0; i < FIGURES.length; i++) {
            validations.add(Map.of("validation/loss", FIGURES[i]));
            assertThat(schedule.learningRate(i, validations))
                    .as("after %s figures", i + 1)
                    .isCloseTo(rates[i], within(1e-12));
        }
    }

    @Test
    void reducesAsPyTorchDoes() {
        check(
                0.5, 1, 1e-3, 0, 0, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125, 0.0625,
                0.0625, 0.03125, 0.03125, 0.03125);
        check(
                0.5, 0, 1e-3, 2, 0, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125,
                0.0625, 0.0625, 0.0625, 0.03125, 0.03125);
        check(
                0.1, 0, 0, 0, 0.05, 1, 1, 1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05,
                0.05, 0.05, 0.05, 0.05);
    }

    @Test
    void aWarmUpBeforeItHandsTheFiguresOn() {
        Schedule schedule =
                Schedules.warmup(
                        2, new ReduceOnPlateau(Schedules.constant(1), "accuracy", 0.5, 0, 0, 0, 0));
        List<Map<String, Double>> worse = List.of(Map.of("accuracy", 1.0), Map.of("accuracy", 2.0));
        assertThat(schedule.learningRate(5, worse)).isEqualTo(0.5);
        assertThat(schedule.learningRate(5)).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotFollow() {
        assertThatThrownBy(
                        () ->
                                new ReduceOnPlateau(Schedules.constant(1))
                                        .learningRate(3, List.of(Map.of("accuracy", 0.5))))
                .hasMessage(
                        "ReduceOnPlateau looks at the figure 'validation/loss'; the validations"
                                + " have [accuracy].");
        assertThatThrownBy(
                        () ->
                                new ReduceOnPlateau(
                                        Schedules.constant(1), "validation/loss", 1, 0, 0, 0, 0))
                .hasMessageContaining("the factor 1.0; accepted are numbers between 0 and 1");
    }
}
