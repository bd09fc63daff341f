package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.tensorflow.internal.run.Device;
import io.steelyard.tensorflow.internal.run.SessionConfiguration;

import java.util.Map;

/** Starts {@link TensorFlowBackend}s. */
public final class TensorFlowBackendFactory implements BackendFactory {
    static final String NAME = "tensorflow";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return -1;
    }

    @Override
    public Backend create(Map<String, String> options) {
        System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxbytes", "0");
        int threads =
                Integer.parseInt(
                        options.getOrDefault(
                                "threads",
                                Integer.toString(Runtime.getRuntime().availableProcessors())));
        return new TensorFlowBackend(new SessionConfiguration(threads, new Device.Cpu()));
    }
}
