package io.steelyard.testkit;

import io.steelyard.spi.Backend;

/** The kit itself: the oracle, run as a backend, conforms. */
final class OracleBackendTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new OracleBackend();
    }
}
