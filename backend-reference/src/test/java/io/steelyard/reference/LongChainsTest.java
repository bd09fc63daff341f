package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/** Chains of many elementwise operations, which are cut into parts by their length too. */
final class LongChainsTest {
    private static final int PAIRS = 20;

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "1, 8192", "3, 8192", "3, 20011", "2, 65537"})
    void everyElementIsComputedOnce(int threads, int elements) {
        Recorder recorder = new Recorder("chain");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, elements));
        for (int i = 0; i < PAIRS; i++) {
            x = x.mul(0.75).sub(0.25);
        }
        float[] given = new float[elements];
        float[] expected = new float[elements];
        for (int i = 0; i < elements; i++) {
            given[i] = i % 1000;
            float value = given[i];
            for (int j = 0; j < PAIRS; j++) {
                value = value * 0.75f - 0.25f;
            }
            expected[i] = value;
        }
        try (Backend backend =
                        new ReferenceBackendFactory()
                                .create(Map.of("threads", Integer.toString(threads)));
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable chain =
                        backend.compile(
                                recorder.finish(Map.of("y", x)), CompileOptions.defaults())) {
            assertThat(chain.report().fusedOperations()).isEqualTo(2 * PAIRS);
            float[] results =
                    chain.run(state, List.of(NdArray.of(given, elements)))
                            .getFirst()
                            .toFloatArray();
            // Each operation rounds by itself, here as there.
            assertThat(results).isEqualTo(expected);
        }
    }
}
