package io.steelyard.tensorflow;

import io.steelyard.spi.Backend;
import io.steelyard.spi.BackendFactory;
import io.steelyard.tensorflow.internal.library.NativeLibrary;

import java.util.Map;

/**
 * Starts {@link TensorFlowBackend}s. Options:
 *
 * <ul>
 *   <li>{@code threads}: how many threads share an operation on the processor; all processors when
 *       absent
 *   <li>{@code device}: {@code cpu}, which it is when absent, or {@code gpu:0}, {@code gpu:1};
 *       needs the native library with graphics processors
 *   <li>{@code xla}: {@code true} to compile each function as a whole, which takes seconds at its
 *       first run
 *   <li>{@code deterministic}: {@code false} to let operations give other last bits on each run
 *       where that is faster; counts for the whole process, at the first backend
 *   <li>{@code tf32}: {@code true} to let graphics processors round the factors of products and
 *       convolutions of F32 to 10 bits of mantissa, which is several times as fast; counts for the
 *       whole process, at the first backend
 *   <li>{@code memory_growth}: {@code false} to take nearly all memory of a graphics processor at
 *       the start
 * </ul>
 */
public final class TensorFlowBackendFactory implements BackendFactory {
    static final String NAME = "tensorflow";

    @Override
    public String name() {
        return NAME;
    }

    /** Below the reference backend, which is faster on a processor. */
    @Override
    public int preference() {
        return -10;
    }

    @Override
    public Backend create(Map<String, String> options) {
        TensorFlowOptions parsed = TensorFlowOptions.of(options);
        NativeLibrary.load(parsed.settings());
        return new TensorFlowBackend(parsed);
    }
}
