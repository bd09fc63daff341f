package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link TopKKernels}, and the kernels of the other dtypes. */
public final class ScalarTopKKernels {
    private ScalarTopKKernels() {}

    /**
     * The k largest elements of each of the rows {@code from} to {@code to} in descending order,
     * and their indices. Of equal elements the one with the lower index comes first; NaN is larger
     * than any number; 0 and -0 are equal.
     *
     * @param values of {@code [rows, k]}
     * @param indices I32 {@code [rows, k]}
     * @param in of {@code [rows, columns]}
     * @param k at least 1
     */
    public static void floats(
            long values, long indices, long in, int columns, int k, long from, long to) {
        select(IndexHeap.Keys.FLOATS, values, indices, in, columns, k, from, to);
    }

    /** I32; see {@link #floats}. */
    public static void ints(
            long values, long indices, long in, int columns, int k, long from, long to) {
        select(IndexHeap.Keys.INTS, values, indices, in, columns, k, from, to);
    }

    /** F64; see {@link #floats}. */
    public static void doubles(
            long values, long indices, long in, int columns, int k, long from, long to) {
        select(IndexHeap.Keys.DOUBLES, values, indices, in, columns, k, from, to);
    }

    /** I64; see {@link #floats}. */
    public static void longs(
            long values, long indices, long in, int columns, int k, long from, long to) {
        select(IndexHeap.Keys.LONGS, values, indices, in, columns, k, from, to);
    }

    private static void select(
            IndexHeap.Keys keys,
            long values,
            long indices,
            long in,
            int columns,
            int k,
            long from,
            long to) {
        for (long row = from; row < to; row++) {
            long elements = in + (row * columns << keys.shift);
            long kept = indices + (row * k << 2);
            IndexHeap.fill(keys, elements, kept, k);
            for (int i = k; i < columns; i++) {
                IndexHeap.offer(keys, elements, kept, k, i);
            }
            IndexHeap.sort(keys, elements, kept, k);
            IndexHeap.gather(keys, values + (row * k << keys.shift), elements, kept, k);
        }
    }
}
