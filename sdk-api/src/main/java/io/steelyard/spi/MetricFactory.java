package io.steelyard.spi;

import java.util.Map;
import java.util.function.Function;

/** Makes metrics of one registered name. */
public interface MetricFactory {
    /** The registered name: {@code "accuracy"}. */
    String name();

    /**
     * A metric with options, those that are not given at their usual values.
     *
     * @param options by the names of the record's components in snake case: {@code "ignored_label"}
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for an option that is
     *     not known, naming the known ones, and for a value that is not accepted
     */
    Metric create(Map<String, Object> options);

    /**
     * A factory that reads options.
     *
     * @param reader asks for every option that it knows; {@link Options#read} refuses the others
     */
    static MetricFactory of(String name, Function<Options, ? extends Metric> reader) {
        return new MetricFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Metric create(Map<String, Object> options) {
                return Options.<Metric>read("the metric '" + name + "'", options, reader::apply);
            }
        };
    }
}
