package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels of two operands, F32: {@code out[i] = f(left[i], right[i])}.
 *
 * <p>All operands are addresses of {@code count} floats; {@code out} may be either of the others.
 * Results are those of Java's operators, bit for bit, except those of {@link #pow}. Stateless and
 * safe for concurrent use.
 */
public final class BinaryKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private BinaryKernels() {}

    /** {@code left + right}. */
    public static void add(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.add(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a + b);
        }
    }

    /** {@code left - right}. */
    public static void sub(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.sub(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a - b);
        }
    }

    /** {@code left * right}. */
    public static void mul(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.mul(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a * b);
        }
    }

    /** {@code left / right}, rounded correctly. */
    public static void div(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.div(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, a / b);
        }
    }

    /** The larger; NaN if either is NaN; 0 is larger than -0. */
    public static void max(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.MAX, b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, Math.max(a, b));
        }
    }

    /** The smaller; NaN if either is NaN; -0 is smaller than 0. */
    public static void min(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.MIN, b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            NativeMemory.setFloat(out + offset, Math.min(a, b));
        }
    }

    /** The remainder with the sign of the dividend, exact, as Java's {@code %}. */
    public static void rem(long out, long left, long right, long count) {
        long bytes = count << 2;
        for (long offset = 0; offset < bytes; offset += 4) {
            NativeMemory.setFloat(
                    out + offset,
                    NativeMemory.getFloat(left + offset) % NativeMemory.getFloat(right + offset));
        }
    }

    /**
     * {@code left} to the power {@code right}, within 1 ulp, one element after the other for the
     * reason that {@link UnaryKernels#sin} gives. Special cases are those of IEEE 754: where {@link
     * Math#pow} gives NaN for 1 to any power and for -1 to an infinite one, this gives 1.
     */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            float a = NativeMemory.getFloat(left + offset);
            float b = NativeMemory.getFloat(right + offset);
            boolean one = a == 1 || (a == -1 && Float.isInfinite(b));
            NativeMemory.setFloat(out + offset, one ? 1 : (float) Math.pow(a, b));
        }
    }
}
