package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.spi.Schedule;
import io.steelyard.spi.ScheduleFactory;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.stream.Stream;

/** That a schedule is its options and its step alone, and stays within the plan's rate. */
final class ScheduleChecks {
    /** Relative; a rate may be the product of a few rounded factors. */
    private static final double TOLERANCE = 1e-12;

    private static final ComponentChecks<ScheduleFactory, ScheduleCase> COMMON =
            new ComponentChecks<>(
                    "schedule",
                    ScheduleFactory::name,
                    ScheduleCase::schedule,
                    (factory, one, options) -> factory.create(one.plan(), options));

    Stream<DynamicNode> tests(List<ScheduleFactory> factories, List<ScheduleCase> cases) {
        return COMMON.tests(factories, cases, ScheduleChecks::tests);
    }

    private static Stream<DynamicTest> tests(ScheduleFactory factory, ScheduleCase one) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "equal options give equal rates in any order",
                        () -> followsFromTheStep(factory, one)),
                DynamicTest.dynamicTest(
                        "rates lie between 0 and the plan's", () -> isBounded(factory, one)));
    }

    private static Schedule create(ScheduleFactory factory, ScheduleCase one) {
        return factory.create(one.plan(), one.schedule().options());
    }

    private static void followsFromTheStep(ScheduleFactory factory, ScheduleCase one) {
        Schedule schedule = create(factory, one);
        Schedule again = create(factory, one);
        double[] rates = new double[Math.toIntExact(one.plan().steps())];
        for (int step = 0; step < rates.length; step++) {
            rates[step] = schedule.learningRate(step);
        }
        // As after a restart, which asks for a later step first.
        for (int step = rates.length - 1; step >= 0; step--) {
            assertThat(again.learningRate(step)).as("rate of step %s", step).isEqualTo(rates[step]);
            assertThat(again.learningRate(step, List.of()))
                    .as("rate of step %s before any validation", step)
                    .isEqualTo(rates[step]);
        }
    }

    /** A training may go on after the steps of its plan. */
    private static void isBounded(ScheduleFactory factory, ScheduleCase one) {
        Schedule schedule = create(factory, one);
        for (long step = 0; step < 2 * one.plan().steps(); step++) {
            assertThat(schedule.learningRate(step))
                    .as("rate of step %s", step)
                    .isBetween(0.0, one.plan().learningRate() * (1 + TOLERANCE));
        }
    }
}
