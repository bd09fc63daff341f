package io.steelyard.testkit;

import io.steelyard.spi.Backend;

import java.nio.file.Path;

/** The kit itself: what rounds each result as hardware does conforms, and refusals are seen. */
final class SinglePrecisionBackendTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new SinglePrecisionBackend();
    }

    @Override
    protected Path report() {
        return Path.of("target", "conformance-single-precision.md");
    }
}
