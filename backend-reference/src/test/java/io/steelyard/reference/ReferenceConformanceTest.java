package io.steelyard.reference;

import io.steelyard.spi.Backend;
import io.steelyard.testkit.BackendConformance;
import io.steelyard.testkit.ReportDocument;

import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Path;
import java.util.Map;

/** The conformance kit on the reference backend, and its report among the documents. */
final class ReferenceConformanceTest extends BackendConformance {
    @RegisterExtension
    static final ReportDocument REPORT =
            new ReportDocument(Path.of("..", "docs", "conformance-reference.md"));

    @Override
    protected Backend backend() {
        return new ReferenceBackendFactory().create(Map.of("threads", "2"));
    }
}
