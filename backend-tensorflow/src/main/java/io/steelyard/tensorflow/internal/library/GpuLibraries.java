package io.steelyard.tensorflow.internal.library;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/**
 * What TensorFlow 2.18 opens at run time where it uses graphics processors (CUDA 12.5, cuDNN 9).
 */
public final class GpuLibraries {
    private static final List<String> WANTED =
            List.of(
                    "libcuda.so.1",
                    "libcudart.so.12",
                    "libcublas.so.12",
                    "libcublasLt.so.12",
                    "libcufft.so.11",
                    "libcusolver.so.11",
                    "libcusparse.so.12",
                    "libcudnn.so.9");

    private GpuLibraries() {}

    /** Those that the system's loader does not find. */
    public static List<String> missing() {
        return WANTED.stream().filter(name -> !isThere(name)).toList();
    }

    @SuppressWarnings("restricted") // Opened by its name, as TensorFlow does, and closed again.
    private static boolean isThere(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(name, arena);
            return true;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }
}
