package com.example.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.Steelyard;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;

import java.util.Map;

/** The code in the page about the TensorFlow backend. */
final class TensorFlowGuideTest {
    static void call(Tensor ids) {
        // snippet: exported
        try (SavedModelBundle bundle = SavedModelBundle.load("out/mine-saved-model", "serve")) {
            Result result = bundle.function("serving_default").call(Map.of("input_ids", ids));
            // end
            result.close();
        }
    }

    @Test
    @EnabledIf(
            value = "io.steelyard.cli.NativeLibraryJar#isPresent",
            disabledReason = "TensorFlow's native library was left out of the build (-Dtf=none)")
    void theBackendIsChosenByName() {
        // snippet: backend
        Steelyard sdk =
                Steelyard.builder()
                        .backend("tensorflow")
                        .backendOption("device", "cpu")
                        .backendOption("threads", "4")
                        .create();
        // end
        try (sdk) {
            assertThat(sdk.backend().name()).isEqualTo("tensorflow");
        }
    }
}
