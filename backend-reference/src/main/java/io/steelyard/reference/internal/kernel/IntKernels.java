package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise kernels, I32: {@code out[i] = f(left[i], right[i])} or {@code out[i] = f(in[i])}.
 *
 * <p>All operands are addresses of {@code count} ints; {@code out} may be one of the others.
 * Stateless and safe for concurrent use.
 */
public final class IntKernels {
    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private IntKernels() {}

    /** {@code left + right}, modulo 2^32. */
    public static void add(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.add(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a + b);
        }
    }

    /** {@code left - right}, modulo 2^32. */
    public static void sub(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.sub(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a - b);
        }
    }

    /** {@code left * right}, modulo 2^32. */
    public static void mul(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.mul(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a * b);
        }
    }

    /** The larger. */
    public static void max(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.max(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Math.max(a, b));
        }
    }

    /** The smaller. */
    public static void min(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.min(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Math.min(a, b));
        }
    }

    /** Bitwise and. */
    public static void and(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.and(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a & b);
        }
    }

    /** Bitwise or. */
    public static void or(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.or(b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a | b);
        }
    }

    /** Bitwise exclusive or. */
    public static void xor(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.XOR, b).intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, a ^ b);
        }
    }

    /** Shift to the left; 0 where the count is not in [0, 31]. */
    public static void shl(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.LSHL, b)
                    .blend(0, b.compare(VectorOperators.UGE, 32))
                    .intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Integer.compareUnsigned(b, 32) < 0 ? a << b : 0);
        }
    }

    /** Logical shift to the right; 0 where the count is not in [0, 31]. */
    public static void shr(long out, long left, long right, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, left + offset, ORDER);
            IntVector b = IntVector.fromMemorySegment(SPECIES, ALL, right + offset, ORDER);
            a.lanewise(VectorOperators.LSHR, b)
                    .blend(0, b.compare(VectorOperators.UGE, 32))
                    .intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0);
        }
    }

    /** The quotient, truncated towards 0; a division by 0 gives 0. */
    public static void div(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, b == 0 ? 0 : a / b);
        }
    }

    /** The remainder, with the sign of the dividend; a division by 0 gives 0. */
    public static void rem(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int a = NativeMemory.getInt(left + offset);
            int b = NativeMemory.getInt(right + offset);
            NativeMemory.setInt(out + offset, b == 0 ? 0 : a % b);
        }
    }

    /**
     * {@code left} to the power {@code right} modulo 2^32, by squaring. A negative exponent counts
     * as 0, so that it gives 1.
     */
    public static void pow(long out, long left, long right, long count) {
        for (long offset = 0; offset < count << 2; offset += 4) {
            int base = NativeMemory.getInt(left + offset);
            int exponent = Math.max(0, NativeMemory.getInt(right + offset));
            int power = 1;
            for (; exponent != 0; exponent >>>= 1, base *= base) {
                if ((exponent & 1) != 0) {
                    power *= base;
                }
            }
            NativeMemory.setInt(out + offset, power);
        }
    }

    /** {@code -in}, modulo 2^32. */
    public static void neg(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.neg().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, -a);
        }
    }

    /** The absolute value; that of the least int is itself. */
    public static void abs(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.abs().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, Math.abs(a));
        }
    }

    /** Bitwise complement. */
    public static void not(long out, long in, long count) {
        long bytes = count << 2;
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector a = IntVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER);
            a.not().intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            int a = NativeMemory.getInt(in + offset);
            NativeMemory.setInt(out + offset, ~a);
        }
    }
}
