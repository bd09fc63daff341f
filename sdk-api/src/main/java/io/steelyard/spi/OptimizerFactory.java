package io.steelyard.spi;

import java.util.Map;
import java.util.function.Function;

/** Makes optimizers of one registered name. */
public interface OptimizerFactory {
    /** The registered name: {@code "adamw"}. */
    String name();

    /**
     * An optimizer with options, those that are not given at their usual values.
     *
     * @param options by the names of the record's components in snake case: {@code "weight_decay"}
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for an option that is
     *     not known, naming the known ones, and for a value that is not accepted
     */
    Optimizer create(Map<String, Object> options);

    /**
     * A factory that reads options.
     *
     * @param reader asks for every option that it knows; {@link Options#read} refuses the others
     */
    static OptimizerFactory of(String name, Function<Options, ? extends Optimizer> reader) {
        return new OptimizerFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optimizer create(Map<String, Object> options) {
                return Options.<Optimizer>read(
                        "the optimizer '" + name + "'", options, reader::apply);
            }
        };
    }
}
