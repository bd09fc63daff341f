package io.steelyard.spi;

import java.util.Map;
import java.util.function.Function;

/** Makes losses of one registered name. */
public interface LossFactory {
    /** The registered name: {@code "cross-entropy"}. */
    String name();

    /**
     * A loss with options, those that are not given at their usual values.
     *
     * @param options by the names of the record's components in snake case: {@code
     *     "label_smoothing"}
     * @throws io.steelyard.error.SteelyardException {@code INVALID_ARGUMENT} for an option that is
     *     not known, naming the known ones, and for a value that is not accepted
     */
    Loss create(Map<String, Object> options);

    /**
     * A factory that reads options.
     *
     * @param reader asks for every option that it knows; {@link Options#read} refuses the others
     */
    static LossFactory of(String name, Function<Options, ? extends Loss> reader) {
        return new LossFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Loss create(Map<String, Object> options) {
                return Options.<Loss>read("the loss '" + name + "'", options, reader::apply);
            }
        };
    }
}
