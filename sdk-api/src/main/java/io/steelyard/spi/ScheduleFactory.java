package io.steelyard.spi;

import java.util.Map;
import java.util.function.BiFunction;

/** Makes schedules of one registered name. */
public interface ScheduleFactory {
    /** The registered name: {@code "warmup-cosine"}. */
    String name();

    /**
     * A schedule with options, those that are not given at their usual values. Rates among them are
     * parts of the plan's learning rate, so that options fit trainings of any rate.
     *
     * @param plan the largest rate and the number of steps
     * @param options by name: {@code "warmup"}
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for an option that is
     *     not known, naming the known ones, and for a value that is not accepted
     */
    Schedule create(TrainingPlan plan, Map<String, Object> options);

    /**
     * A factory that reads options.
     *
     * @param reader asks for every option that it knows; {@link Options#read} refuses the others
     */
    static ScheduleFactory of(
            String name, BiFunction<TrainingPlan, Options, ? extends Schedule> reader) {
        return new ScheduleFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Schedule create(TrainingPlan plan, Map<String, Object> options) {
                return Options.<Schedule>read(
                        "the schedule '" + name + "'", options, given -> reader.apply(plan, given));
            }
        };
    }
}
