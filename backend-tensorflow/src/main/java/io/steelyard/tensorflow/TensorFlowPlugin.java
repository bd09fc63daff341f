package io.steelyard.tensorflow;

import io.steelyard.spi.BackendFactory;
import io.steelyard.spi.ExportFormat;
import io.steelyard.spi.Plugin;

import java.util.List;

/** Registers the TensorFlow backend and the export format {@code saved-model}. */
public final class TensorFlowPlugin implements Plugin {
    @Override
    public List<BackendFactory> backends() {
        return List.of(new TensorFlowBackendFactory());
    }

    @Override
    public List<ExportFormat> exportFormats() {
        return List.of(new SavedModelFormat());
    }
}
