package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link Philox} and {@link DropoutKernels}: the same results, bit for bit. */
public final class ScalarPhilox {
    private ScalarPhilox() {}

    /** See {@link Philox#randomBits}. */
    public static void randomBits(
            long out, long elementFrom, long count, int key0, int key1, int stream0, int stream1) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setInt(
                    out + 4 * i, Philox.bits(elementFrom + i, key0, key1, stream0, stream1));
        }
    }

    /** See {@link DropoutKernels#dropout}. */
    public static void dropout(
            long out,
            long in,
            long elementFrom,
            long count,
            float rate,
            int key0,
            int key1,
            int stream0,
            int stream1) {
        float scale = 1f / (1f - rate);
        for (long i = 0; i < count; i++) {
            float u = Philox.uniform(Philox.bits(elementFrom + i, key0, key1, stream0, stream1));
            float x = NativeMemory.getFloat(in + 4 * i);
            NativeMemory.setFloat(out + 4 * i, u >= rate ? x * scale : 0f);
        }
    }
}
