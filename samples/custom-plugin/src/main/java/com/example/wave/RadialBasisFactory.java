package com.example.wave;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Model;

import java.util.Map;

/**
 * Makes a {@link RadialBasis} from a {@code config.json}: the number of {@code centers}, and that
 * of the outputs as {@code num_labels}, which a task adds.
 */
final class RadialBasisFactory implements ArchitectureFactory {
    @Override
    public String modelType() {
        return "radial-basis";
    }

    @Override
    public Model create(Map<String, Object> config) {
        return new RadialBasis(count(config, "centers"), count(config, "num_labels"));
    }

    private static int count(Map<String, Object> config, String name) {
        if (config.get(name) instanceof Integer count && count >= 1) {
            return count;
        }
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "The configuration of a radial-basis model has for '"
                        + name
                        + "' the value "
                        + config.get(name)
                        + "; accepted are whole numbers of 1 or more.");
    }
}
