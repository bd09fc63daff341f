package io.steelyard.testkit;

import io.steelyard.spi.Component;
import io.steelyard.spi.TrainingPlan;

/**
 * A schedule of a plugin over a plan.
 *
 * @param schedule by the name of its factory; with every option that it has, so that refusals can
 *     be held to naming them
 * @param plan of some hundred steps
 */
public record ScheduleCase(Component schedule, TrainingPlan plan) {}
