package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Choice: {@code out[i] = condition[i] != 0 ? onTrue[i] : onFalse[i]}.
 *
 * <p>{@code condition} is the address of {@code count} bytes, the others of {@code count} elements;
 * {@code out} may be {@code onTrue} or {@code onFalse}. Stateless and safe for concurrent use.
 */
public final class SelectKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Byte> BYTES = ByteLanes.SPECIES;

    private SelectKernels() {}

    /** Elements of four bytes. */
    public static void selectWords(
            long out, long condition, long onTrue, long onFalse, long count) {
        long i = 0;
        if (ByteLanes.MATCH_WORDS) {
            for (; i <= count - LANES; i += LANES) {
                ByteVector choice = ByteVector.fromMemorySegment(BYTES, ALL, condition + i, ORDER);
                IntVector a = IntVector.fromMemorySegment(INTS, ALL, onTrue + (i << 2), ORDER);
                IntVector b = IntVector.fromMemorySegment(INTS, ALL, onFalse + (i << 2), ORDER);
                b.blend(a, choice.compare(VectorOperators.NE, (byte) 0).cast(INTS))
                        .intoMemorySegment(ALL, out + (i << 2), ORDER);
            }
        }
        long offset = i << 2;
        ScalarSelectKernels.selectWords(
                out + offset, condition + i, onTrue + offset, onFalse + offset, count - i);
    }

    /** Elements of two bytes. */
    public static void selectShorts(
            long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            long chosen = NativeMemory.getByte(condition + i) != 0 ? onTrue : onFalse;
            NativeMemory.setShort(out + (i << 1), NativeMemory.getShort(chosen + (i << 1)));
        }
    }

    /** Elements of eight bytes. */
    public static void selectLongs(
            long out, long condition, long onTrue, long onFalse, long count) {
        for (long i = 0; i < count; i++) {
            long chosen = NativeMemory.getByte(condition + i) != 0 ? onTrue : onFalse;
            NativeMemory.setLong(out + (i << 3), NativeMemory.getLong(chosen + (i << 3)));
        }
    }

    /** Elements of one byte. */
    public static void selectBytes(
            long out, long condition, long onTrue, long onFalse, long count) {
        long i = 0;
        for (; i <= count - BYTES.length(); i += BYTES.length()) {
            ByteVector choice = ByteVector.fromMemorySegment(BYTES, ALL, condition + i, ORDER);
            ByteVector a = ByteVector.fromMemorySegment(BYTES, ALL, onTrue + i, ORDER);
            ByteVector b = ByteVector.fromMemorySegment(BYTES, ALL, onFalse + i, ORDER);
            b.blend(a, choice.compare(VectorOperators.NE, (byte) 0))
                    .intoMemorySegment(ALL, out + i, ORDER);
        }
        ScalarSelectKernels.selectBytes(out + i, condition + i, onTrue + i, onFalse + i, count - i);
    }
}
