package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link IntReduceKernels}. */
public final class ScalarIntReduceKernels {

    private ScalarIntReduceKernels() {}

    /** See {@link IntReduceKernels#sumRows}. */
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

    /** See {@link IntReduceKernels#sumMiddle}. */
    public static void sumMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                int a = 0;
                for (long m = 0; m < middle; m++) {
                    int b = NativeMemory.getInt(in + ((o * middle + m) * inner + i << 2));
                    a = a + b;
                }
                NativeMemory.setInt(out + (o * inner + i << 2), a);
            }
        }
    }

    /** See {@link IntReduceKernels#maxRows}. */
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

    /** See {@link IntReduceKernels#maxMiddle}. */
    public static void maxMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                int a = Integer.MIN_VALUE;
                for (long m = 0; m < middle; m++) {
                    int b = NativeMemory.getInt(in + ((o * middle + m) * inner + i << 2));
                    a = Math.max(a, b);
                }
                NativeMemory.setInt(out + (o * inner + i << 2), a);
            }
        }
    }

    /** See {@link IntReduceKernels#minRows}. */
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

    /** See {@link IntReduceKernels#minMiddle}. */
    public static void minMiddle(
            long out, long in, long outer, long middle, long inner, long innerFrom, long innerTo) {
        for (long o = 0; o < outer; o++) {
            for (long i = innerFrom; i < innerTo; i++) {
                int a = Integer.MAX_VALUE;
                for (long m = 0; m < middle; m++) {
                    int b = NativeMemory.getInt(in + ((o * middle + m) * inner + i << 2));
                    a = Math.min(a, b);
                }
                NativeMemory.setInt(out + (o * inner + i << 2), a);
            }
        }
    }
}
