package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels, F64: {@code out[i] = f(left[i], right[i])} or {@code out[i] = f(in[i])}.
 *
 * <p>All operands are addresses of {@code count} doubles; {@code out} may be one of the others.
 * Results are those of Java's operators and of {@link Math}, bit for bit. Stateless and safe for
 * concurrent use.
 */
public final class DoubleKernels {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = 8 * SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private DoubleKernels() {}

    /** {@code left + right}. */
    public static void add(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.add(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, a + b);
        }
    }

    /** {@code left - right}. */
    public static void sub(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.sub(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, a - b);
        }
    }

    /** {@code left * right}. */
    public static void mul(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.mul(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, a * b);
        }
    }

    /** {@code left / right}, rounded correctly. */
    public static void div(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.div(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, a / b);
        }
    }

    /** The larger; NaN if either is NaN; 0 is larger than -0. */
    public static void max(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.max(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, Math.max(a, b));
        }
    }

    /** The smaller; NaN if either is NaN; -0 is smaller than 0. */
    public static void min(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            DoubleVector b = DoubleVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.min(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, Math.min(a, b));
        }
    }

    /** The remainder with the sign of the dividend, exact, as Java's {@code %}. */
    public static void rem(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(left + offset);
            double b = NativeMemory.getDouble(right + offset);
            NativeMemory.setDouble(out + offset, a % b);
        }
    }

    /** {@code -in}: the sign bit flipped. */
    public static void neg(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.neg().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, -a);
        }
    }

    /** The absolute value: the sign bit cleared. */
    public static void abs(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.abs().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.abs(a));
        }
    }

    /** The square root, rounded correctly; NaN for negative numbers. */
    public static void sqrt(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            DoubleVector a = DoubleVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.sqrt().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.sqrt(a));
        }
    }

    /** The largest integral number that is not above. */
    public static void floor(long out, long in, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            double a = NativeMemory.getDouble(in + offset);
            NativeMemory.setDouble(out + offset, Math.floor(a));
        }
    }
}
