package io.steelyard.testkit.toy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.nn.Dense;
import io.steelyard.spi.ArchitectureFactory;
import io.steelyard.spi.Model;

import java.util.Map;

/** Makes one layer on the feature {@code x}; the config says how many {@code channels}. */
public class ToyArchitecture implements ArchitectureFactory {
    @Override
    public String modelType() {
        return "toy";
    }

    @Override
    public Model create(Map<String, Object> config) {
        if (config.get("channels") instanceof Integer channels) {
            return (scope, features) ->
                    scope.apply("dense", new Dense(channels), features.get("x"));
        }
        throw new SteelyardException(
                ErrorCode.INVALID_ARGUMENT,
                "channels is " + config.get("channels") + "; accepted is a whole number.");
    }
}
