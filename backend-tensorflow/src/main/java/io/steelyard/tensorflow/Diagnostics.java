package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.tensorflow.internal.library.GpuLibraries;
import io.steelyard.tensorflow.internal.library.NativeLibrary;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a person should know of TensorFlow on this machine, in words by topic. */
final class Diagnostics {
    private Diagnostics() {}

    /**
     * Of a library that is loaded.
     *
     * @param devices that sessions see
     * @param xla whether functions are compiled as a whole
     */
    static Map<String, String> of(List<String> devices, boolean xla) {
        boolean gpu = NativeLibrary.supportsGpu();
        Map<String, String> topics =
                new HashMap<>(graphicsProcessors(gpu, gpu ? GpuLibraries.missing() : List.of()));
        topics.put("version", NativeLibrary.version());
        topics.put(
                "native library",
                "tensorflow-core-native, " + NativeLibrary.platform() + (gpu ? "-gpu" : ""));
        topics.put("cache", NativeLibrary.cache().toString());
        topics.put("devices", String.join(", ", devices));
        topics.put("XLA", xla ? "on" : "off");
        return topics;
    }

    /**
     * Of graphics processors.
     *
     * @param supported whether the library on the class path is the one for them
     * @param missing libraries that the system's loader does not find
     */
    static Map<String, String> graphicsProcessors(boolean supported, List<String> missing) {
        String topic = "GPU";
        if (!supported) {
            return Map.of(topic, "not with this native library; -Dtf=gpu builds with the other");
        }
        if (missing.isEmpty()) {
            return Map.of(topic, "all libraries of CUDA 12 and cuDNN 9 are there");
        }
        String names = String.join(", ", missing);
        return Map.of(
                topic,
                "missing " + names,
                Backend.ADVICE,
                "for graphics processors these libraries of CUDA 12 and cuDNN 9 are missing: "
                        + names
                        + ". Install them, and name their folder in LD_LIBRARY_PATH.");
    }
}
