package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link WindowKernels}, and the kernels of the other dtypes. */
public final class ScalarWindowKernels {
    private ScalarWindowKernels() {}

    /** Computes one element of a result from the cells of its window. */
    @FunctionalInterface
    private interface Join {
        /**
         * Joins the cells of a list.
         *
         * @param channel of the element
         * @param element its number in the result
         */
        void run(TapList taps, long channel, long element);
    }

    private static void eachElement(WindowShape shape, long inner, long from, long to, Join join) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            for (long channel = 0; channel < inner; channel++) {
                join.run(taps, channel, position * inner + channel);
            }
        }
    }

    /** See {@link WindowKernels#sum}. */
    public static void sum(WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    float sum = 0;
                    for (int tap = 0; tap < taps.count; tap++) {
                        sum +=
                                NativeMemory.getFloat(
                                        in + (taps.places[tap] * inner + channel << 2));
                    }
                    NativeMemory.setFloat(out + (element << 2), sum);
                });
    }

    /** See {@link WindowKernels#max}. */
    public static void max(WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    float max = Float.NEGATIVE_INFINITY;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 2);
                        max = Math.max(max, NativeMemory.getFloat(at));
                    }
                    NativeMemory.setFloat(out + (element << 2), max);
                });
    }

    /** I32, which wraps; see {@link WindowKernels#sum}. */
    public static void sumInts(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    int sum = 0;
                    for (int tap = 0; tap < taps.count; tap++) {
                        sum += NativeMemory.getInt(in + (taps.places[tap] * inner + channel << 2));
                    }
                    NativeMemory.setInt(out + (element << 2), sum);
                });
    }

    /** I32, the smallest integer over nothing; see {@link WindowKernels#max}. */
    public static void maxInts(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    int max = Integer.MIN_VALUE;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 2);
                        max = Math.max(max, NativeMemory.getInt(at));
                    }
                    NativeMemory.setInt(out + (element << 2), max);
                });
    }

    /** F64; see {@link WindowKernels#sum}. */
    public static void sumDoubles(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    double sum = 0;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 3);
                        sum += NativeMemory.getDouble(at);
                    }
                    NativeMemory.setDouble(out + (element << 3), sum);
                });
    }

    /** F64; see {@link WindowKernels#max}. */
    public static void maxDoubles(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    double max = Double.NEGATIVE_INFINITY;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 3);
                        max = Math.max(max, NativeMemory.getDouble(at));
                    }
                    NativeMemory.setDouble(out + (element << 3), max);
                });
    }

    /** I64, which wraps; see {@link WindowKernels#sum}. */
    public static void sumLongs(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    long sum = 0;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 3);
                        sum += NativeMemory.getLong(at);
                    }
                    NativeMemory.setLong(out + (element << 3), sum);
                });
    }

    /** I64, the smallest integer over nothing; see {@link WindowKernels#max}. */
    public static void maxLongs(
            WindowShape shape, long inner, long out, long in, long from, long to) {
        eachElement(
                shape,
                inner,
                from,
                to,
                (taps, channel, element) -> {
                    long max = Long.MIN_VALUE;
                    for (int tap = 0; tap < taps.count; tap++) {
                        long at = in + (taps.places[tap] * inner + channel << 3);
                        max = Math.max(max, NativeMemory.getLong(at));
                    }
                    NativeMemory.setLong(out + (element << 3), max);
                });
    }

    /** See {@link WindowKernels#maxGradient}. */
    public static void maxGradient(
            WindowShape shape,
            long inner,
            long out,
            long in,
            long gradient,
            long from,
            long to,
            long channelFrom,
            long channelTo) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            for (long i = channelFrom; taps.count > 0 && i < channelTo; i++) {
                long taker = taps.places[0] * inner + i << 2;
                for (int tap = 1; tap < taps.count; tap++) {
                    long at = taps.places[tap] * inner + i << 2;
                    float largest = NativeMemory.getFloat(in + taker);
                    float x = NativeMemory.getFloat(in + at);
                    if (x > largest || (Float.isNaN(x) && !Float.isNaN(largest))) {
                        taker = at;
                    }
                }
                float share = NativeMemory.getFloat(gradient + (position * inner + i << 2));
                NativeMemory.setFloat(out + taker, NativeMemory.getFloat(out + taker) + share);
            }
        }
    }

    /** F64; see {@link WindowKernels#maxGradient}. */
    public static void maxGradientDoubles(
            WindowShape shape,
            long inner,
            long out,
            long in,
            long gradient,
            long from,
            long to,
            long channelFrom,
            long channelTo) {
        TapList taps = TapList.ofThread();
        for (long position = from; position < to; position++) {
            shape.cellsOf(position, taps);
            for (long i = channelFrom; taps.count > 0 && i < channelTo; i++) {
                long taker = taps.places[0] * inner + i << 3;
                for (int tap = 1; tap < taps.count; tap++) {
                    long at = taps.places[tap] * inner + i << 3;
                    double largest = NativeMemory.getDouble(in + taker);
                    double x = NativeMemory.getDouble(in + at);
                    if (x > largest || (Double.isNaN(x) && !Double.isNaN(largest))) {
                        taker = at;
                    }
                }
                double share = NativeMemory.getDouble(gradient + (position * inner + i << 3));
                NativeMemory.setDouble(out + taker, NativeMemory.getDouble(out + taker) + share);
            }
        }
    }
}
