package io.steelyard.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.spi.Backend;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class DiagnosticsTest {
    @Test
    void whatIsMissingForGraphicsProcessorsIsNamedWithWhereToPutIt() {
        Map<String, String> topics =
                Diagnostics.graphicsProcessors(true, List.of("libcudart.so.12", "libcudnn.so.9"));
        assertThat(topics).containsEntry("GPU", "missing libcudart.so.12, libcudnn.so.9");
        assertThat(topics.get(Backend.ADVICE))
                .contains("missing: libcudart.so.12, libcudnn.so.9.")
                .contains("LD_LIBRARY_PATH");
    }

    @Test
    void nothingIsAdvisedWhereNothingIsMissing() {
        assertThat(Diagnostics.graphicsProcessors(true, List.of()))
                .doesNotContainKey(Backend.ADVICE);
        assertThat(Diagnostics.graphicsProcessors(false, List.of()))
                .doesNotContainKey(Backend.ADVICE)
                .hasEntrySatisfying("GPU", words -> assertThat(words).contains("-Dtf=gpu"));
    }
}
