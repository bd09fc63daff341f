package io.steelyard;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.ReduceOnPlateau;
import io.steelyard.nn.Schedules;
import io.steelyard.spi.Component;
import io.steelyard.spi.Options;
import io.steelyard.spi.Registry;
import io.steelyard.spi.Schedule;
import io.steelyard.spi.ScheduleFactory;
import io.steelyard.spi.TrainingPlan;

import java.util.List;
import java.util.stream.Stream;

/**
 * The schedules of {@code io.steelyard.nn}, with the peak and the number of steps of the plan.
 * Rates among the options ({@code floor}, {@code last}) are parts of the peak.
 */
final class StandardSchedules {
    private StandardSchedules() {}

    /**
     * All of them.
     *
     * @param registry in which those that wrap another one find it
     */
    static List<ScheduleFactory> all(Registry registry) {
        return Stream.of(decaying(), warming(), wrapping(registry)).flatMap(List::stream).toList();
    }

    private static List<ScheduleFactory> decaying() {
        return List.of(
                ScheduleFactory.of(
                        "constant", (plan, _) -> Schedules.constant(plan.learningRate())),
                ScheduleFactory.of(
                        "step",
                        (plan, options) ->
                                Schedules.step(
                                        plan.learningRate(),
                                        options.number("factor", 0.1),
                                        options.wholeNumber("every"))),
                ScheduleFactory.of(
                        "exponential",
                        (plan, options) ->
                                Schedules.exponential(
                                        plan.learningRate(), options.number("factor"))),
                ScheduleFactory.of(
                        "polynomial",
                        (plan, options) ->
                                Schedules.polynomial(
                                        plan.learningRate(),
                                        part(plan, options, "last"),
                                        plan.steps(),
                                        options.number("power", 1.0))),
                ScheduleFactory.of(
                        "cosine-with-restarts",
                        (plan, options) ->
                                Schedules.cosineWithRestarts(
                                        plan.learningRate(),
                                        part(plan, options, "floor"),
                                        options.wholeNumber("first"),
                                        options.wholeNumber("growth", 1))));
    }

    private static List<ScheduleFactory> warming() {
        return List.of(
                ScheduleFactory.of(
                        "one-cycle",
                        (plan, options) ->
                                Schedules.oneCycle(
                                        plan.learningRate(),
                                        plan.steps(),
                                        options.number("rise", 0.3),
                                        options.number("first_divisor", 25.0),
                                        options.number("last_divisor", 1e4))),
                ScheduleFactory.of(
                        "warmup-cosine",
                        (plan, options) ->
                                Schedules.warmupCosine(
                                        plan.learningRate(),
                                        part(plan, options, "floor"),
                                        warmup(plan, options),
                                        plan.steps())),
                ScheduleFactory.of(
                        "warmup-linear",
                        (plan, options) ->
                                Schedules.warmupLinear(
                                        plan.learningRate(), warmup(plan, options), plan.steps())),
                ScheduleFactory.of(
                        "warmup-stable-decay",
                        (plan, options) ->
                                Schedules.warmupStableDecay(
                                        plan.learningRate(),
                                        warmup(plan, options),
                                        options.wholeNumber(
                                                "decay", Math.max(1, plan.steps() / 10)),
                                        plan.steps())));
    }

    private static List<ScheduleFactory> wrapping(Registry registry) {
        return List.of(
                ScheduleFactory.of(
                        "warmup",
                        (plan, options) -> {
                            long warmup = warmup(plan, options);
                            TrainingPlan rest =
                                    new TrainingPlan(
                                            plan.learningRate(),
                                            Math.max(1, plan.steps() - warmup));
                            return Schedules.warmup(warmup, wrapped(registry, options, rest));
                        }),
                ScheduleFactory.of(
                        "reduce-on-plateau",
                        (plan, options) ->
                                new ReduceOnPlateau(
                                        wrapped(registry, options, plan),
                                        options.text("figure", "validation/loss"),
                                        options.number("factor", 0.1),
                                        options.wholeNumber("patience", 10),
                                        options.number("threshold", 1e-4),
                                        options.wholeNumber("cooldown", 0),
                                        part(plan, options, "floor"))));
    }

    private static Schedule wrapped(Registry registry, Options options, TrainingPlan plan) {
        return registry.schedule(
                options.componentIfGiven("schedule").orElse(new Component("constant")), plan);
    }

    /** A rate that is given as a part of the plan's, 0 where it is not given. */
    private static double part(TrainingPlan plan, Options options, String name) {
        return options.number(name, 0.0) * plan.learningRate();
    }

    /** Steps of the warm-up: a count, or a part of all steps, 0 where neither is given. */
    private static long warmup(TrainingPlan plan, Options options) {
        boolean counted = options.has("warmup");
        double ratio = options.number("warmup_ratio", 0.0);
        if (counted && options.has("warmup_ratio") || !(ratio >= 0 && ratio <= 1)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A schedule was given "
                            + (counted ? "'warmup' and " : "")
                            + "the 'warmup_ratio' "
                            + ratio
                            + "; accepted are a number of steps as 'warmup' or a number from 0 to 1"
                            + " as 'warmup_ratio', not both.");
        }
        return counted ? options.wholeNumber("warmup", 0L) : Math.round(ratio * plan.steps());
    }
}
