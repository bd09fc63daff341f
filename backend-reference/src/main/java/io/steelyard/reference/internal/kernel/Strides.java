package io.steelyard.reference.internal.kernel;

/**
 * Where the rows of an operand {@code [batch, time, heads, headDim]} lie: distances in elements
 * from one batch entry, time step and head to the next. The elements of a row are contiguous.
 */
public record Strides(long batch, long time, long head) {
    /** The strides of an operand without gaps. */
    public static Strides contiguous(int time, int heads, int headDim) {
        return new Strides((long) time * heads * headDim, (long) heads * headDim, headDim);
    }

    /** The strides of one of the three slices of a buffer {@code [batch, time, 3 * channels]}. */
    public static Strides packed(int time, int heads, int headDim) {
        return new Strides(3L * time * heads * headDim, 3L * heads * headDim, headDim);
    }

    /** The address of the first row of a head. */
    long address(long base, int b, int h) {
        return base + 4 * (b * batch + h * head);
    }

    /** The distance in bytes from one time step to the next. */
    long timeBytes() {
        return 4 * time;
    }
}
