package io.steelyard.reference;

import io.steelyard.spi.Backend;
import io.steelyard.testkit.BackendConformance;

import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Map;

/** The conformance kit on the reference backend, and its report among the documents. */
@ExtendWith(ReportPage.class)
final class ReferenceConformanceTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new ReferenceBackendFactory().create(Map.of("threads", "2"));
    }
}
