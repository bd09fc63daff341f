package com.example.wave;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Model;

import java.util.Map;

/** Makes a {@link RadialBasis} from a {@code config.json} with the number of {@code centers}. */
final class RadialBasisFactory implements ArchitectureFactory {
    @Override
    public String modelType() {
        return "radial-basis";
    }

    @Override
    public Model create(Map<String, Object> config) {
        if (config.get("centers") instanceof Integer centers && centers >= 1) {
            return new RadialBasis(centers);
        }
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "The configuration of a radial-basis model has for 'centers' the value "
                        + config.get("centers")
                        + "; accepted are whole numbers of 1 or more.");
    }
}
