package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.FloatLanes.LANES;
import static io.steelyard.reference.internal.kernel.FloatLanes.ORDER;
import static io.steelyard.reference.internal.kernel.FloatLanes.SPECIES;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;

/**
 * The sigmoid linear unit (Elfwing, Uchibe and Doya 2018, equation 6), with its gradient.
 *
 * <p>Operands are addresses of {@code count} floats; the output may be an input. An element's
 * result does not depend on its place. Relative error is below 1e-6 where the result is above 1e-35
 * in magnitude; nearer to 0 it may be 0. Stateless and safe for concurrent use.
 */
public final class SiluKernels {
    private SiluKernels() {}

    /** {@code x / (1 + exp(-x))}; -infinity gives NaN. */
    public static void silu(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector y = FloatActivations.silu(x);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(ALL, out + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The gradient of {@link #silu}: {@code outGradient s (1 + x (1 - s))} with {@code s = 1 / (1 +
     * exp(-x))}. An infinite input gives NaN.
     *
     * @param in the input of the forward pass
     */
    public static void siluBackward(long gradient, long outGradient, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            FloatVector x = FloatLanes.load(in, i, count);
            FloatVector dy = FloatLanes.load(outGradient, i, count);
            FloatVector y = FloatActivations.siluGradient(x, dy);
            if (count - i >= LANES) {
                y.intoMemorySegment(ALL, gradient + (i << 2), ORDER);
            } else {
                y.intoMemorySegment(
                        ALL, gradient + (i << 2), ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }
}
