package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Elementwise logic on BOOL, one byte an element, 0 or 1.
 *
 * <p>All operands are addresses of {@code count} bytes; {@code out} may be one of the others.
 * Stateless and safe for concurrent use.
 */
public final class LogicKernels {
    private static final VectorSpecies<Byte> SPECIES = ByteLanes.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private LogicKernels() {}

    /** Both. */
    public static void and(long out, long left, long right, long count) {
        long i = 0;
        for (; i <= count - LANES; i += LANES) {
            ByteVector a = ByteVector.fromMemorySegment(SPECIES, ALL, left + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(SPECIES, ALL, right + i, ORDER);
            a.and(b).intoMemorySegment(ALL, out + i, ORDER);
        }
        for (; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a & b));
        }
    }

    /** Either. */
    public static void or(long out, long left, long right, long count) {
        long i = 0;
        for (; i <= count - LANES; i += LANES) {
            ByteVector a = ByteVector.fromMemorySegment(SPECIES, ALL, left + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(SPECIES, ALL, right + i, ORDER);
            a.or(b).intoMemorySegment(ALL, out + i, ORDER);
        }
        for (; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a | b));
        }
    }

    /** One, but not both. */
    public static void xor(long out, long left, long right, long count) {
        long i = 0;
        for (; i <= count - LANES; i += LANES) {
            ByteVector a = ByteVector.fromMemorySegment(SPECIES, ALL, left + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(SPECIES, ALL, right + i, ORDER);
            a.lanewise(VectorOperators.XOR, b).intoMemorySegment(ALL, out + i, ORDER);
        }
        for (; i < count; i++) {
            int a = NativeMemory.getByte(left + i);
            int b = NativeMemory.getByte(right + i);
            NativeMemory.setByte(out + i, (byte) (a ^ b));
        }
    }

    /** The opposite. */
    public static void not(long out, long in, long count) {
        long i = 0;
        for (; i <= count - LANES; i += LANES) {
            ByteVector a = ByteVector.fromMemorySegment(SPECIES, ALL, in + i, ORDER);
            a.lanewise(VectorOperators.XOR, (byte) 1).intoMemorySegment(ALL, out + i, ORDER);
        }
        for (; i < count; i++) {
            NativeMemory.setByte(out + i, (byte) (NativeMemory.getByte(in + i) ^ 1));
        }
    }
}
