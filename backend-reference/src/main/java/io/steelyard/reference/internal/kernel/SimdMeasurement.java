package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How fast this machine multiplies and adds floats, with vectors and without. */
public final class SimdMeasurement {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Floats in a vector. */
    public static final int LANES = SPECIES.length();

    /** Independent sums: enough to hide the latency of a fused multiply-add. */
    public static final int SUMS = 12;

    /** How much faster than plain code vectors must be to count as compiled. */
    private static final double LEAST_RATIO = 1.5;

    /** Speed of plain code, in 10^9 operations a second, that only compiled code reaches. */
    private static final double COMPILED = 1;

    private static final long PATIENCE_NANOSECONDS = 1_000_000_000;
    private static final long PEAK_NANOSECONDS = 10_000_000;

    private SimdMeasurement() {}

    /**
     * The speed of plain code and of vectors in 10^9 operations a second. Returns soon after the
     * vector code is compiled.
     */
    static double[] speeds() {
        long start = System.nanoTime();
        double scalar = 0;
        double vector = 0;
        long peakSince = 0;
        float sink = 0;
        while (true) {
            // Many short calls: the compilers count calls, and one long call would be interpreted
            // to its end.
            for (int call = 0; call < 200; call++) {
                sink += multiplyAddVectors(2) + multiplyAddFloats(2);
            }
            boolean compiled = isSimd(scalar, vector);
            int count = compiled ? 4000 : 20;
            long before = System.nanoTime();
            sink += multiplyAddFloats(count);
            long between = System.nanoTime();
            sink += multiplyAddVectors(count);
            long after = System.nanoTime();
            double operations = 2.0 * SUMS * count;
            scalar = Math.max(scalar, operations / Math.max(1, between - before));
            vector = Math.max(vector, operations * LANES / Math.max(1, after - between));
            if (compiled && peakSince == 0) {
                peakSince = after;
            }
            boolean peakKnown = peakSince != 0 && after - peakSince > PEAK_NANOSECONDS;
            if (peakKnown || after - start > PATIENCE_NANOSECONDS || Float.isNaN(sink)) {
                return new double[] {scalar, vector};
            }
        }
    }

    /** Whether the two speeds are those of plain code and of vector instructions. */
    static boolean isSimd(double scalar, double vector) {
        return scalar > COMPILED && vector > LEAST_RATIO * scalar;
    }

    /** Does {@code count} times {@link #SUMS} fused multiply-adds of vectors. */
    public static float multiplyAddVectors(int count) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector s0 = factor;
        FloatVector s1 = factor;
        FloatVector s2 = factor;
        FloatVector s3 = factor;
        FloatVector s4 = factor;
        FloatVector s5 = factor;
        FloatVector s6 = factor;
        FloatVector s7 = factor;
        FloatVector s8 = factor;
        FloatVector s9 = factor;
        FloatVector s10 = factor;
        FloatVector s11 = factor;
        for (int i = 0; i < count; i++) {
            s0 = s0.fma(factor, factor);
            s1 = s1.fma(factor, factor);
            s2 = s2.fma(factor, factor);
            s3 = s3.fma(factor, factor);
            s4 = s4.fma(factor, factor);
            s5 = s5.fma(factor, factor);
            s6 = s6.fma(factor, factor);
            s7 = s7.fma(factor, factor);
            s8 = s8.fma(factor, factor);
            s9 = s9.fma(factor, factor);
            s10 = s10.fma(factor, factor);
            s11 = s11.fma(factor, factor);
        }
        FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        return low.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
    }

    /** Does {@code count} times {@link #SUMS} fused multiply-adds of floats. */
    private static float multiplyAddFloats(int count) {
        float factor = 0.5f;
        float s0 = factor;
        float s1 = factor;
        float s2 = factor;
        float s3 = factor;
        float s4 = factor;
        float s5 = factor;
        float s6 = factor;
        float s7 = factor;
        float s8 = factor;
        float s9 = factor;
        float s10 = factor;
        float s11 = factor;
        for (int i = 0; i < count; i++) {
            s0 = Math.fma(s0, factor, factor);
            s1 = Math.fma(s1, factor, factor);
            s2 = Math.fma(s2, factor, factor);
            s3 = Math.fma(s3, factor, factor);
            s4 = Math.fma(s4, factor, factor);
            s5 = Math.fma(s5, factor, factor);
            s6 = Math.fma(s6, factor, factor);
            s7 = Math.fma(s7, factor, factor);
            s8 = Math.fma(s8, factor, factor);
            s9 = Math.fma(s9, factor, factor);
            s10 = Math.fma(s10, factor, factor);
            s11 = Math.fma(s11, factor, factor);
        }
        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    }
}
