package io.steelyard.reference.internal.kernel;

/** The scalar twin of {@link AdamKernels}, in double precision inside. */
public final class ScalarAdamKernels {

    private ScalarAdamKernels() {}

    /** See {@link AdamKernels#adamW}. */
    public static void adamW(
            long parameterOut,
            long firstOut,
            long secondOut,
            long parameter,
            long gradient,
            long first,
            long second,
            long count,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon,
            float weightDecay,
            float biasCorrection1,
            float biasCorrection2,
            float gradientScale) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            double g = (double) NativeMemory.getFloat(gradient + offset) * gradientScale;
            double m = (double) beta1 * NativeMemory.getFloat(first + offset) + (1 - beta1) * g;
            double v =
                    (double) beta2 * NativeMemory.getFloat(second + offset) + (1 - beta2) * g * g;
            double p = NativeMemory.getFloat(parameter + offset);
            p -= (double) learningRate * weightDecay * p;
            p -= learningRate * (m / biasCorrection1) / (Math.sqrt(v / biasCorrection2) + epsilon);
            NativeMemory.setFloat(parameterOut + offset, (float) p);
            NativeMemory.setFloat(firstOut + offset, (float) m);
            NativeMemory.setFloat(secondOut + offset, (float) v);
        }
    }
}
