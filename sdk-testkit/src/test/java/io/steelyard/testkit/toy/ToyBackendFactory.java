package io.steelyard.testkit.toy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.testkit.OracleBackend;

import java.util.Map;
import java.util.Set;

/** Starts the oracle, which takes no heed of the one option, {@code speed}. */
public class ToyBackendFactory implements BackendFactory {
    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public int preference() {
        return -1;
    }

    @Override
    public Backend create(Map<String, String> options) {
        if (!Set.of("speed").containsAll(options.keySet())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT, "Given " + options.keySet() + "; known is speed.");
        }
        return new OracleBackend();
    }
}
