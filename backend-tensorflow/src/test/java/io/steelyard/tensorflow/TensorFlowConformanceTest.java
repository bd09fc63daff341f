package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.testkit.BackendConformance;
import io.steelyard.testkit.Deviation;
import io.steelyard.testkit.ReportDocument;

import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The conformance kit on the TensorFlow backend, and its report among the documents. */
@NeedsNativeLibrary
final class TensorFlowConformanceTest extends BackendConformance {
    @RegisterExtension
    static final ReportDocument REPORT =
            new ReportDocument(Path.of("..", "docs", "conformance-tensorflow.md"));

    private static final String FLUSHED =
            "TensorFlow's threads set the processor to take subnormal numbers as 0.";

    @Override
    protected Backend backend() {
        return new TensorFlowBackendFactory().create(Map.of("threads", "2"));
    }

    @Override
    protected List<Deviation> deviations() {
        return Stream.of(DType.F32, DType.F64, DType.BF16)
                .map(dtype -> new Deviation(Deviation.SUBNORMAL_NUMBERS, dtype, FLUSHED))
                .toList();
    }
}
