package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels, I64: {@code out[i] = f(left[i], right[i])} or {@code out[i] = f(in[i])}.
 *
 * <p>All operands are addresses of {@code count} longs; {@code out} may be one of the others.
 * Stateless and safe for concurrent use.
 */
public final class LongKernels {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final int WIDTH = 8 * SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private LongKernels() {}

    /** {@code left + right}, modulo 2^64. */
    public static void add(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.add(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a + b);
        }
    }

    /** {@code left - right}, modulo 2^64. */
    public static void sub(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.sub(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a - b);
        }
    }

    /** {@code left * right}, modulo 2^64. */
    public static void mul(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.mul(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a * b);
        }
    }

    /** The larger. */
    public static void max(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.max(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, Math.max(a, b));
        }
    }

    /** The smaller. */
    public static void min(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.min(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, Math.min(a, b));
        }
    }

    /** {@code left & right}. */
    public static void and(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.and(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a & b);
        }
    }

    /** {@code left | right}. */
    public static void or(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.or(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a | b);
        }
    }

    /** {@code left ^ right}. */
    public static void xor(long out, long left, long right, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.XOR, b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, a ^ b);
        }
    }

    /** {@code left} shifted left by {@code right} bits; 0 for a count outside [0, 64). */
    public static void shl(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, b < 0 || b >= 64 ? 0 : a << b);
        }
    }

    /**
     * {@code left} shifted right by {@code right} bits, zeros entering; 0 for a count outside [0,
     * 64).
     */
    public static void shr(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, b < 0 || b >= 64 ? 0 : a >>> b);
        }
    }

    /** The quotient, truncated towards 0; 0 where {@code right} is 0. */
    public static void div(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, b == 0 ? 0 : a / b);
        }
    }

    /** What {@link #div} leaves, with the sign of {@code left}; 0 where {@code right} is 0. */
    public static void rem(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            long a = NativeMemory.getLong(left + offset);
            long b = NativeMemory.getLong(right + offset);
            NativeMemory.setLong(out + offset, b == 0 ? 0 : a % b);
        }
    }

    /** {@code left} to the power {@code right}, modulo 2^64; a negative exponent counts as 0. */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 3; offset += 8) {
            long base = NativeMemory.getLong(left + offset);
            long exponent = Math.max(0, NativeMemory.getLong(right + offset));
            long power = 1;
            for (; exponent != 0; exponent >>>= 1, base *= base) {
                if ((exponent & 1) != 0) {
                    power *= base;
                }
            }
            NativeMemory.setLong(out + offset, power);
        }
    }

    /** {@code -in}, modulo 2^64. */
    public static void neg(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.neg().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(in + offset);
            NativeMemory.setLong(out + offset, -a);
        }
    }

    /** The absolute value; that of the smallest number is itself. */
    public static void abs(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.abs().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(in + offset);
            NativeMemory.setLong(out + offset, Math.abs(a));
        }
    }

    /** {@code ~in}. */
    public static void not(long out, long in, long count) {
        long bytes = count << 3;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.not().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 8) {
            long a = NativeMemory.getLong(in + offset);
            NativeMemory.setLong(out + offset, ~a);
        }
    }
}
