package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.steelyard.reference.internal.kernel.NativeMemory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** Arrays of F32 for a comparison of kernels, each there for us and for libtorch. */
final class KernelArrays implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final NDManager manager;
    private final Random random = new Random(1);

    /**
     * @param parent stays open
     */
    KernelArrays(NDManager parent) {
        manager = parent.newSubManager();
    }

    /**
     * The same numbers on both sides.
     *
     * @param address of ours
     * @param torch of libtorch
     */
    record Both(long address, NDArray torch) {
        /** The largest difference between the two sides, as a part of libtorch's largest number. */
        double difference() {
            float[] expected = torch.toFloatArray();
            double largest = 0;
            double magnitude = 0;
            for (int i = 0; i < expected.length; i++) {
                float given = NativeMemory.getFloat(address + 4L * i);
                largest = Math.max(largest, Math.abs((double) given - expected[i]));
                magnitude = Math.max(magnitude, Math.abs(expected[i]));
            }
            return magnitude == 0 ? largest : largest / magnitude;
        }
    }

    /** Normally distributed numbers. */
    Both gaussian(long... sizes) {
        float[] values = new float[Math.toIntExact(new Shape(sizes).size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return of(values, sizes);
    }

    /** Zeros. */
    Both zeros(long... sizes) {
        return of(new float[Math.toIntExact(new Shape(sizes).size())], sizes);
    }

    /** The numbers in an array of sizes. */
    Both of(float[] values, long... sizes) {
        MemorySegment memory = arena.allocate(4L * values.length, 64);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
        return new Both(memory.address(), manager.create(values, new Shape(sizes)));
    }

    /** Where arrays of libtorch live as long as this. */
    NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
        arena.close();
    }
}
