package io.steelyard.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.tensorflow.internal.library.LibrarySettings;
import io.steelyard.tensorflow.internal.run.Device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

final class TensorFlowOptionsTest {
    @Test
    void nothingNamedIsTheProcessorWithAllItsThreads() {
        assertThat(TensorFlowOptions.of(Map.of()))
                .isEqualTo(
                        new TensorFlowOptions(
                                Runtime.getRuntime().availableProcessors(),
                                new Device.Cpu(),
                                false,
                                LibrarySettings.EXACT));
    }

    @Test
    void allCanBeNamed() {
        assertThat(
                        TensorFlowOptions.of(
                                Map.of(
                                        "threads",
                                        "3",
                                        "device",
                                        "gpu:1",
                                        "xla",
                                        "true",
                                        "deterministic",
                                        "false",
                                        "tf32",
                                        "true",
                                        "memory_growth",
                                        "false")))
                .isEqualTo(
                        new TensorFlowOptions(
                                3,
                                new Device.Gpu(1, false),
                                true,
                                new LibrarySettings(false, true)));
    }

    @Test
    void theFirstGraphicsProcessorNeedsNoNumber() {
        assertThat(TensorFlowOptions.of(Map.of("device", "gpu")).device())
                .isEqualTo(new Device.Gpu(0, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    threads | 0     | whole numbers from 1 to 1024
                    threads | 1025  | whole numbers from 1 to 1024
                    threads | many  | whole numbers from 1 to 1024
                    device  | tpu   | cpu, gpu, and gpu:0, gpu:1 and so on
                    device  | gpu:x | cpu, gpu, and gpu:0, gpu:1 and so on
                    xla     | yes   | true and false
                    deterministic | 1 | true and false
                    tf32 | 1 | true and false
                    memory_growth | | true and false
                    """)
    void aValueThatIsNotKnownIsRefusedWithThoseThatAre(String name, String value, String accepted) {
        String given = value == null ? "" : value;
        assertThatThrownBy(() -> TensorFlowOptions.of(Map.of(name, given)))
                .hasMessage(
                        "Option %s of the tensorflow backend was '%s'; accepted are %s.",
                        name, given, accepted);
    }

    @Test
    void anOptionThatIsNotKnownIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> TensorFlowOptions.of(Map.of("thread", "2")))
                .hasMessage(
                        "The tensorflow backend has no option [thread]; it knows [deterministic,"
                                + " device, memory_growth, tf32, threads, xla].");
    }
}
