package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_0;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_1;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_2;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_3;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_4;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_5;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_6;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_LARGE_7;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_MAX;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_0;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_1;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_2;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_3;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_4;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_5;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SMALL_6;
import static io.steelyard.reference.internal.kernel.MathConstants.ERF_SPLIT;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_2;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_3;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_4;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_5;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_6;
import static io.steelyard.reference.internal.kernel.MathConstants.EXP_7;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_HIGH;
import static io.steelyard.reference.internal.kernel.MathConstants.LN2_LOW;
import static io.steelyard.reference.internal.kernel.MathConstants.LOG2_E;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND;
import static io.steelyard.reference.internal.kernel.MathConstants.ROUND_BITS;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_MAX;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P1;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P11;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P13;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P3;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P5;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P7;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_P9;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q0;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q2;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q4;
import static io.steelyard.reference.internal.kernel.MathConstants.TANH_Q6;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels of one operand, F32, that approximate a function: {@code out[i] = f(in[i])}.
 *
 * <p>Operands are addresses of {@code count} floats; {@code out} may be {@code in}. An element's
 * result does not depend on its place in the range. Stateless and safe for concurrent use.
 */
public final class FunctionKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private FunctionKernels() {}

    /** The hyperbolic tangent, within 5 ulp; exactly 1 or -1 far out. */
    public static void tanh(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            long offset = i << 2;
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + offset,
                                    ORDER,
                                    SPECIES.indexInRange(i, count));

            FloatVector clamped =
                    x.blend(TANH_MAX, x.compare(VectorOperators.GT, TANH_MAX))
                            .blend(-TANH_MAX, x.compare(VectorOperators.LT, -TANH_MAX));
            FloatVector square = clamped.mul(clamped);
            FloatVector p =
                    square.fma(
                            FloatVector.broadcast(SPECIES, TANH_P13),
                            FloatVector.broadcast(SPECIES, TANH_P11));
            p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P9));
            p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P7));
            p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P5));
            p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P3));
            p = p.fma(square, FloatVector.broadcast(SPECIES, TANH_P1));
            FloatVector q =
                    square.fma(
                            FloatVector.broadcast(SPECIES, TANH_Q6),
                            FloatVector.broadcast(SPECIES, TANH_Q4));
            q = q.fma(square, FloatVector.broadcast(SPECIES, TANH_Q2));
            q = q.fma(square, FloatVector.broadcast(SPECIES, TANH_Q0));

            FloatVector tanh = clamped.mul(p).div(q);
            // Close to 0 the rational would lose subnormal numbers; far out it is an ulp off 1.
            tanh = tanh.blend(x, x.abs().compare(VectorOperators.LT, 4e-4f));
            tanh =
                    tanh.blend(1f, x.compare(VectorOperators.GE, TANH_MAX))
                            .blend(-1f, x.compare(VectorOperators.LE, -TANH_MAX));
            if (full) {
                tanh.intoMemorySegment(ALL, out + offset, ORDER);
            } else {
                tanh.intoMemorySegment(ALL, out + offset, ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /** The error function, within 2 ulp everywhere, so also relatively close to 0. */
    public static void erf(long out, long in, long count) {
        for (long i = 0; i < count; i += LANES) {
            long offset = i << 2;
            boolean full = count - i >= LANES;
            FloatVector x =
                    full
                            ? FloatVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                            : FloatVector.fromMemorySegment(
                                    SPECIES,
                                    ALL,
                                    in + offset,
                                    ORDER,
                                    SPECIES.indexInRange(i, count));

            FloatVector square = x.mul(x);
            FloatVector small =
                    square.fma(
                            FloatVector.broadcast(SPECIES, ERF_SMALL_6),
                            FloatVector.broadcast(SPECIES, ERF_SMALL_5));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_4));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_3));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_2));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_1));
            small = small.fma(square, FloatVector.broadcast(SPECIES, ERF_SMALL_0));

            small = small.fma(x, x);
            FloatVector magnitude = x.abs();
            FloatVector t =
                    magnitude.blend(ERF_MAX, magnitude.compare(VectorOperators.GT, ERF_MAX));
            FloatVector q =
                    t.fma(
                            FloatVector.broadcast(SPECIES, ERF_LARGE_7),
                            FloatVector.broadcast(SPECIES, ERF_LARGE_6));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_5));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_4));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_3));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_2));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_1));
            q = q.fma(t, FloatVector.broadcast(SPECIES, ERF_LARGE_0));

            q = q.neg();
            FloatVector shifted =
                    q.fma(
                            FloatVector.broadcast(SPECIES, LOG2_E),
                            FloatVector.broadcast(SPECIES, ROUND));
            FloatVector n = shifted.sub(ROUND);
            FloatVector r = n.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), q);
            r = n.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
            FloatVector p =
                    r.fma(
                            FloatVector.broadcast(SPECIES, EXP_7),
                            FloatVector.broadcast(SPECIES, EXP_6));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_5));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_4));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_3));
            p = p.fma(r, FloatVector.broadcast(SPECIES, EXP_2));
            p = p.fma(r.mul(r), r).add(1f);
            IntVector exponent = shifted.reinterpretAsInts().sub(ROUND_BITS);
            p = p.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());

            FloatVector large =
                    FloatVector.broadcast(SPECIES, 1f)
                            .sub(p)
                            .reinterpretAsInts()
                            .or(x.reinterpretAsInts().and(0x80000000))
                            .reinterpretAsFloats();
            FloatVector erf = small.blend(large, magnitude.compare(VectorOperators.GT, ERF_SPLIT));
            if (full) {
                erf.intoMemorySegment(ALL, out + offset, ORDER);
            } else {
                erf.intoMemorySegment(ALL, out + offset, ORDER, SPECIES.indexInRange(i, count));
            }
        }
    }

    /**
     * The sine, within 1 ulp for any finite argument; NaN for infinities. One element after the
     * other, of doubles: the Vector API's own sine gives other last bits when it is interpreted
     * than when it is compiled, and the first numbers of a seed must not hang on that.
     */
    public static void sin(long out, long in, long count) {
        for (long at = 0; at < count << 2; at += 4) {
            NativeMemory.setFloat(out + at, (float) Math.sin(NativeMemory.getFloat(in + at)));
        }
    }

    /** The cosine, within 1 ulp for any finite argument; NaN for infinities. As {@link #sin}. */
    public static void cos(long out, long in, long count) {
        for (long at = 0; at < count << 2; at += 4) {
            NativeMemory.setFloat(out + at, (float) Math.cos(NativeMemory.getFloat(in + at)));
        }
    }
}
