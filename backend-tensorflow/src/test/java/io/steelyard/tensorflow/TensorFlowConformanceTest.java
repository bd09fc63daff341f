package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.testkit.BackendConformance;

import java.util.Map;

/** The conformance kit on the TensorFlow backend. */
final class TensorFlowConformanceTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new TensorFlowBackendFactory().create(Map.of("threads", "2"));
    }
}
