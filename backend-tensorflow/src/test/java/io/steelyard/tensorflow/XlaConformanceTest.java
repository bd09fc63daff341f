package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.testkit.BackendConformance;
import io.steelyard.testkit.Deviation;

import org.junit.jupiter.api.Tag;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The conformance kit with each function compiled as a whole, which takes minutes: run with {@code
 * -Dtensorflow.excluded=none}.
 */
@Tag("xla")
@NeedsNativeLibrary
final class XlaConformanceTest extends BackendConformance {
    @Override
    protected Backend backend() {
        return new TensorFlowBackendFactory().create(Map.of("threads", "2", "xla", "true"));
    }

    @Override
    protected Path report() {
        return Path.of("target", "conformance-xla.md");
    }

    @Override
    protected List<Deviation> deviations() {
        List<Deviation> deviations = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64, DType.BF16)) {
            deviations.add(
                    new Deviation(
                            Deviation.SUBNORMAL_NUMBERS,
                            dtype,
                            "TensorFlow's threads set the processor to take them as 0."));
            deviations.add(
                    new Deviation(
                            "pow",
                            dtype,
                            "XLA's power of a subnormal number is neither right nor that of 0."));
        }
        for (String extreme : List.of("max", "min")) {
            deviations.add(
                    new Deviation(
                            extreme, DType.BF16, "Of two subnormal numbers XLA gives either."));
        }
        return deviations;
    }
}
