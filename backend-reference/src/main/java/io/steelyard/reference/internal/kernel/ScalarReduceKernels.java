package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link ReduceKernels}, in double precision inside. */
public final class ScalarReduceKernels {

    private ScalarReduceKernels() {}

    /** See {@link ReduceKernels#sumRows}. */
    public static void sumRows(long out, long in, long columns, long rowFrom, long rowTo) {
        sumMiddle(
                out + (rowFrom << 2),
                in + (rowFrom * columns << 2),
                rowTo - rowFrom,
                columns,
                1,
                0,
                1);
    }

    /** See {@link ReduceKernels#sumMiddle}. */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                double a = 0;
                for (long m = 0; m < middle; m++) {
                    double b = NativeMemory.getFloat(in + ((o * middle + m) * inner + i << 2));
                    a = a + b;
                }
                NativeMemory.setFloat(out + (o * inner + i << 2), (float) a);
            }
        }
    }

    /** See {@link ReduceKernels#maxRows}. */
    public static void maxRows(long out, long in, long columns, long rowFrom, long rowTo) {
        maxMiddle(
                out + (rowFrom << 2),
                in + (rowFrom * columns << 2),
                rowTo - rowFrom,
                columns,
                1,
                0,
                1);
    }

    /** See {@link ReduceKernels#maxMiddle}. */
    public static void maxMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                double a = Double.NEGATIVE_INFINITY;
                for (long m = 0; m < middle; m++) {
                    double b = NativeMemory.getFloat(in + ((o * middle + m) * inner + i << 2));
                    a = Math.max(a, b);
                }
                NativeMemory.setFloat(out + (o * inner + i << 2), (float) a);
            }
        }
    }

    /** See {@link ReduceKernels#minRows}. */
    public static void minRows(long out, long in, long columns, long rowFrom, long rowTo) {
        minMiddle(
                out + (rowFrom << 2),
                in + (rowFrom * columns << 2),
                rowTo - rowFrom,
                columns,
                1,
                0,
                1);
    }

    /** See {@link ReduceKernels#minMiddle}. */
    public static void minMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                double a = Double.POSITIVE_INFINITY;
                for (long m = 0; m < middle; m++) {
                    double b = NativeMemory.getFloat(in + ((o * middle + m) * inner + i << 2));
                    a = Math.min(a, b);
                }
                NativeMemory.setFloat(out + (o * inner + i << 2), (float) a);
            }
        }
    }
}
