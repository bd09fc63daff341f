package io.steelyard.tensorflow.internal.run;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensorflow.internal.library.GpuLibraries;
import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.NativeLibrary;
import io.steelyard.tensorflow.internal.library.NativeSession;

import java.util.List;

/** What TensorFlow can run on here. */
public final class Devices {
    private Devices() {}

    /**
     * The devices that sessions see.
     *
     * @param wanted what must be among them
     * @param configuration of the sessions
     * @throws SteelyardException {@code BACKEND_UNSUPPORTED} when it is not, saying what is missing
     */
    public static List<String> require(Device wanted, byte[] configuration) {
        if (wanted instanceof Device.Gpu && !NativeLibrary.supportsGpu()) {
            throw new SteelyardException(
                    ErrorCode.BACKEND_UNSUPPORTED,
                    "Device gpu was asked for, and TensorFlow's native library on the class path"
                            + " is the one for processors alone; build with -Dtf=gpu, or put"
                            + " tensorflow-core-native with the classifier "
                            + NativeLibrary.platform()
                            + "-gpu in its place.");
        }
        try (NativeGraph graph = new NativeGraph();
                NativeSession session = new NativeSession(graph, configuration)) {
            List<String> names = session.devices();
            if (wanted instanceof Device.Gpu(int index, boolean _)
                    && names.stream().noneMatch(name -> name.contains("GPU:"))) {
                List<String> missing = GpuLibraries.missing();
                throw new SteelyardException(
                        ErrorCode.BACKEND_UNSUPPORTED,
                        "Device gpu:"
                                + index
                                + " was asked for, and TensorFlow sees no such device; "
                                + (missing.isEmpty()
                                        ? "nvidia-smi lists those that the driver knows."
                                        : "these libraries of CUDA 12 and cuDNN 9 are missing: "
                                                + String.join(", ", missing)
                                                + ". Install them, and name their folder in"
                                                + " LD_LIBRARY_PATH."));
            }
            return names;
        }
    }
}
