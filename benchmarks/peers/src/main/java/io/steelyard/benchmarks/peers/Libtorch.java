package io.steelyard.benchmarks.peers;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;

import java.util.List;

/** Loads libtorch, once a process. */
final class Libtorch {
    private static final String ENGINE = "PyTorch";

    /** What the jars of the native parts bring; without them DJL would go and download. */
    private static final List<String> NATIVE_PARTS =
            List.of("/native/lib/pytorch.properties", "/jnilib/pytorch.properties");

    private Libtorch() {}

    /** Whether the native parts are on the class path. */
    static boolean isPresent() {
        return NATIVE_PARTS.stream().allMatch(part -> Libtorch.class.getResource(part) != null);
    }

    /**
     * Arrays on the processor, for the caller to close. The number of threads is that of the first
     * call.
     *
     * <p>GNU's OpenMP has a team of threads for each thread that calls libtorch, and lets all of
     * them spin for less time once there are more than cores: whoever compares calls libtorch from
     * one thread.
     *
     * @param threads of an operation
     * @throws IllegalStateException when the native parts are not on the class path
     */
    static NDManager open(int threads) {
        if (!isPresent()) {
            throw new IllegalStateException(
                    "libtorch is not on the class path: build with the Maven profile 'peers'"
                            + " (mvn -Ppeers ...), which fetches it, or start with benchmarks/run,"
                            + " which does.");
        }
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        // The scripts are written as they are to run; optimizing them won nothing here.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
        return NDManager.newBaseManager(Device.cpu(), ENGINE);
    }
}
