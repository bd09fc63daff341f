package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link IndexKernels}. */
public final class ScalarIndexKernels {

    private ScalarIndexKernels() {}

    /** See {@link IndexKernels#takeRows}. */
    public static void takeRows(
            long out, long in, long rows, long indices, long rowBytes, long from, long to) {
        for (long n = from; n < to; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            for (long i = 0; i < rowBytes; i++) {
                NativeMemory.setByte(
                        out + n * rowBytes + i, NativeMemory.getByte(in + row * rowBytes + i));
            }
        }
    }

    /** See {@link IndexKernels#scatterAdd}. */
    public static void scatterAdd(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            for (long i = columnFrom; i < columnTo; i++) {
                long to = out + (row * inner + i << 2);
                float a = NativeMemory.getFloat(to);
                float b = NativeMemory.getFloat(updates + (n * inner + i << 2));
                NativeMemory.setFloat(to, a + b);
            }
        }
    }

    /** See {@link IndexKernels#scatterMax}. */
    public static void scatterMax(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            for (long i = columnFrom; i < columnTo; i++) {
                long to = out + (row * inner + i << 2);
                float a = NativeMemory.getFloat(to);
                float b = NativeMemory.getFloat(updates + (n * inner + i << 2));
                NativeMemory.setFloat(to, Math.max(a, b));
            }
        }
    }

    /** See {@link IndexKernels#scatterSet}. */
    public static void scatterSet(
            long out,
            long rows,
            long indices,
            long updates,
            long count,
            long inner,
            long columnFrom,
            long columnTo) {
        for (long n = 0; n < count; n++) {
            long row = Math.clamp(NativeMemory.getInt(indices + (n << 2)), 0L, rows - 1);
            for (long i = columnFrom; i < columnTo; i++) {
                long to = out + (row * inner + i << 2);

                float b = NativeMemory.getFloat(updates + (n * inner + i << 2));
                NativeMemory.setFloat(to, b);
            }
        }
    }
}
