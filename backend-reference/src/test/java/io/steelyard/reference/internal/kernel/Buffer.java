package io.steelyard.reference.internal.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * Native memory for a kernel test: {@code size} elements that start at a chosen offset after a
 * 64-byte boundary, between two guard zones that must never change.
 */
final class Buffer {
    private static final int GUARD = 128;
    private static final byte GUARD_BYTE = 0x5A;

    static {
        // As a backend does: kernels that the quick compiler got hold of stay slow in some runs.
        CompilerDirectives.install();
    }

    final MemorySegment segment;
    private final MemorySegment whole;
    private final int misalignment;

    private Buffer(long bytes, int misalignment) {
        this.misalignment = misalignment;
        whole = Arena.ofAuto().allocate(bytes + 2 * GUARD + misalignment, 64);
        whole.fill(GUARD_BYTE);
        segment = whole.asSlice(GUARD + misalignment, bytes);
        segment.fill((byte) 0);
    }

    static Buffer bytes(long size) {
        return new Buffer(size, 0);
    }

    static Buffer ofBytes(byte... values) {
        Buffer buffer = new Buffer(values.length, 0);
        MemorySegment.copy(values, 0, buffer.segment, ValueLayout.JAVA_BYTE, 0, values.length);
        return buffer;
    }

    /** Zeroed floats or ints, not aligned to a vector. */
    static Buffer words(long size) {
        return new Buffer(4 * size, 4);
    }

    static Buffer of(float... values) {
        Buffer buffer = words(values.length);
        MemorySegment.copy(values, 0, buffer.segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return buffer;
    }

    static Buffer of(int... values) {
        Buffer buffer = words(values.length);
        MemorySegment.copy(values, 0, buffer.segment, ValueLayout.JAVA_INT, 0, values.length);
        return buffer;
    }

    static Buffer floats(int size, IntToDoubleFunction value) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return of(values);
    }

    /** Normally distributed floats. */
    static Buffer gaussian(int size, long seed) {
        Random random = new Random(seed);
        return floats(size, i -> random.nextGaussian());
    }

    long address() {
        return segment.address();
    }

    float[] floats() {
        return segment.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    int[] ints() {
        return segment.toArray(ValueLayout.JAVA_INT_UNALIGNED);
    }

    byte[] toBytes() {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    float at(long index) {
        return segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * index);
    }

    /** Whether the guard zones are as they were: nothing was written outside the range. */
    boolean intact() {
        for (long i = 0; i < whole.byteSize(); i++) {
            boolean inside =
                    i >= GUARD + misalignment && i < GUARD + misalignment + segment.byteSize();
            if (!inside && whole.get(ValueLayout.JAVA_BYTE, i) != GUARD_BYTE) {
                return false;
            }
        }
        return true;
    }
}
