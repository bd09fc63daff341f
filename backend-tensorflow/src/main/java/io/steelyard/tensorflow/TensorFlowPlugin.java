package io.steelyard.tensorflow;

import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.Plugin;

import java.util.List;

/** Registers the TensorFlow backend. */
public final class TensorFlowPlugin implements Plugin {
    @Override
    public List<BackendFactory> backends() {
        return List.of(new TensorFlowBackendFactory());
    }
}
