package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link CopyKernels}: one element after the other. */
public final class ScalarCopyKernels {
    private ScalarCopyKernels() {}

    /** See {@link CopyKernels#fill}. */
    public static void fill(long out, int pattern, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(out + (i << 2), pattern);
        }
    }

    /** See {@link CopyKernels#fillBytes}. */
    public static void fillBytes(long out, byte pattern, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, pattern);
        }
    }

    /** See {@link CopyKernels#repeat}. */
    public static void repeat(long out, long element, int elementBytes, long count) {
        for (long i = 0; i < count * elementBytes; i++) {
            NativeMemory.setByte(out + i, NativeMemory.getByte(element + i % elementBytes));
        }
    }

    /** See {@link CopyKernels#transpose}. */
    public static void transpose(long out, long in, int rows, int columns) {
        for (long row = 0; row < rows; row++) {
            for (long column = 0; column < columns; column++) {
                NativeMemory.setInt(
                        out + (column * rows + row << 2),
                        NativeMemory.getInt(in + (row * columns + column << 2)));
            }
        }
    }

    /** See {@link CopyKernels#copy}. */
    public static void copy(
            long out, long in, int[] sizes, long[] outStrides, long[] inStrides, int elementBytes) {
        long elements = 1;
        for (int size : sizes) {
            elements *= size;
        }
        for (long element = 0; element < elements; element++) {
            long rest = element;
            long to = out;
            long from = in;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                long index = rest % sizes[axis];
                rest /= sizes[axis];
                to += index * outStrides[axis] * elementBytes;
                from += index * inStrides[axis] * elementBytes;
            }
            for (int i = 0; i < elementBytes; i++) {
                NativeMemory.setByte(to + i, NativeMemory.getByte(from + i));
            }
        }
    }
}
