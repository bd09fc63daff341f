package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Products of a vector of F32 and a matrix of BF16, summed in F32, at the speed of the memory that
 * the matrix is read from, as {@link MatrixVector} has them for F32.
 *
 * <p>A vector of ints holds two numbers a lane. Instead of putting them into their order, sums and
 * factors are kept in that of the lanes: of each {@value #BLOCK_VECTORS} vectors the first has what
 * stands at even places, the second what stands at odd ones.
 */
final class BFloat16MatrixVector {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BYTES = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int HIGH = 0xFFFF0000;
    private static final int BLOCK_VECTORS = 2;

    /** Numbers whose even ones fill a vector, and whose odd ones do. */
    static final int BLOCK = BLOCK_VECTORS * LANES;

    private BFloat16MatrixVector() {}

    /** Puts a vector into the order of the lanes, block by block, padded with zeros. */
    static void split(long vector, long step, int k, float[] to) {
        for (int p = 0; p < MatmulTiling.roundUp(k, BLOCK); p++) {
            to[place(p)] = p < k ? NativeMemory.getFloat(vector + p * step) : 0;
        }
    }

    /** Where a number stands in the order of the lanes. */
    private static int place(int index) {
        int within = index % BLOCK;
        return index - within + within / 2 + within % 2 * LANES;
    }

    /**
     * {@code y[i] = sum over p of x[p] matrix[i, p]} for rows {@code from} to {@code to}.
     *
     * @param x the vector as {@link #split} leaves it
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
     * @param fold scratch as for {@link MatrixVector#dots}
     */
    static void dots(
            float[] x,
            int k,
            long matrix,
            long row,
            int from,
            int to,
            long y,
            boolean add,
            long bias,
            float[] fold) {
        for (int i = from; i < to; i += LANES) {
            int rows = Math.min(LANES, to - i);
            for (int r = 0; r < rows; r++) {
                dot(x, k, matrix + (i + r) * row, fold, r * LANES);
            }
            MatrixVector.writeDots(fold, i, rows, y, add, bias);
        }
    }

    /** The product of x and a row, but for the sum over the lanes. */
    private static void dot(float[] x, int k, long row, float[] sums, int at) {
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        // A long counter, as in MatrixVector.
        long p = 0;
        for (; p + 2 * BLOCK <= k; p += 2 * BLOCK) {
            int place = (int) p;
            IntVector first = load(row + 2 * p);
            IntVector second = load(row + 2 * p + BYTES);
            s0 = even(first).fma(FloatVector.fromArray(SPECIES, x, place), s0);
            s1 = odd(first).fma(FloatVector.fromArray(SPECIES, x, place + LANES), s1);
            s2 = even(second).fma(FloatVector.fromArray(SPECIES, x, place + 2 * LANES), s2);
            s3 = odd(second).fma(FloatVector.fromArray(SPECIES, x, place + 3 * LANES), s3);
        }
        for (; p + BLOCK <= k; p += BLOCK) {
            IntVector pairs = load(row + 2 * p);
            s0 = even(pairs).fma(FloatVector.fromArray(SPECIES, x, (int) p), s0);
            s1 = odd(pairs).fma(FloatVector.fromArray(SPECIES, x, (int) p + LANES), s1);
        }
        // The compiler knows the class of zero, and not that of what a loop leaves.
        FloatVector zero = FloatVector.zero(SPECIES);
        zero.add(s0).add(s1).add(zero.add(s2).add(s3)).intoArray(sums, at);
        for (int rest = (int) p; rest < k; rest++) {
            sums[at + rest % LANES] += x[place(rest)] * number(row, rest);
        }
    }

    /**
     * {@code sums[place(j)] = sum over p of x[p] matrix[p, j]} for rows {@code from} to {@code to},
     * in the order of the lanes.
     *
     * @param matrix the address of the first of {@code columns} columns
     * @param sums the address of as many floats, rounded up to whole blocks
     */
    static void combination(
            float[] x, long matrix, long row, int from, int to, int columns, long sums) {
        FloatVector zero = FloatVector.zero(SPECIES);
        long end = 4L * MatmulTiling.roundUp(columns, BLOCK);
        for (long j = 0; j < end; j += BYTES) {
            zero.intoMemorySegment(ALL, sums + j, ORDER);
        }
        for (int p = from; p < to; p++) {
            addRow(x[p], matrix + p * row, columns, sums);
        }
    }

    private static void addRow(float factor, long row, int columns, long sums) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        long j = 0;
        for (; j + 2 * BLOCK <= columns; j += 2 * BLOCK) {
            IntVector first = load(row + 2 * j);
            IntVector second = load(row + 2 * j + BYTES);
            long to = sums + 4 * j;
            FloatVector s0 = even(first).fma(x, loadSums(to));
            FloatVector s1 = odd(first).fma(x, loadSums(to + BYTES));
            FloatVector s2 = even(second).fma(x, loadSums(to + 2 * BYTES));
            FloatVector s3 = odd(second).fma(x, loadSums(to + 3 * BYTES));
            s0.intoMemorySegment(ALL, to, ORDER);
            s1.intoMemorySegment(ALL, to + BYTES, ORDER);
            s2.intoMemorySegment(ALL, to + 2 * BYTES, ORDER);
            s3.intoMemorySegment(ALL, to + 3 * BYTES, ORDER);
        }
        for (; j + BLOCK <= columns; j += BLOCK) {
            IntVector pairs = load(row + 2 * j);
            long to = sums + 4 * j;
            even(pairs).fma(x, loadSums(to)).intoMemorySegment(ALL, to, ORDER);
            odd(pairs).fma(x, loadSums(to + BYTES)).intoMemorySegment(ALL, to + BYTES, ORDER);
        }
        for (int rest = (int) j; rest < columns; rest++) {
            long to = sums + 4L * place(rest);
            float sum = Math.fma(factor, number(row, rest), NativeMemory.getFloat(to));
            NativeMemory.setFloat(to, sum);
        }
    }

    /**
     * Adds parts of sums in the order of the lanes, part by part, and writes them in their own, for
     * columns {@code from} to {@code to}.
     *
     * @param sums the first part; the next lies {@code part} bytes further on
     * @param from a multiple of {@link #BLOCK}
     * @param add whether to add what y held
     * @param bias address of a vector to add, 0 for none
     */
    static void addParts(
            long sums, long part, int parts, int from, int to, long y, boolean add, long bias) {
        for (long j = from; j < to; j += BLOCK) {
            FloatVector even = loadSums(sums + 4 * j);
            FloatVector odd = loadSums(sums + 4 * j + BYTES);
            for (int i = 1; i < parts; i++) {
                long at = sums + i * part + 4 * j;
                even = loadSums(at).add(even);
                odd = loadSums(at + BYTES).add(odd);
            }
            // As above: the class of zero is known.
            FloatVector zero = FloatVector.zero(SPECIES);
            IntVector low = zero.add(even).reinterpretAsInts();
            IntVector high = zero.add(odd).reinterpretAsInts();
            for (int half = 0; half < BLOCK_VECTORS; half++) {
                long at = j + (long) half * LANES;
                VectorMask<Float> mask = SPECIES.indexInRange(at, to);
                FloatVector sum = HalfKernels.interleaved(low, high, half).reinterpretAsFloats();
                MatrixVector.finish(sum, y + 4 * at, add, bias == 0 ? 0 : bias + 4 * at, mask);
            }
        }
    }

    private static IntVector load(long address) {
        return IntVector.fromMemorySegment(INTS, ALL, address, ORDER);
    }

    private static FloatVector loadSums(long address) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER);
    }

    private static FloatVector even(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector odd(IntVector pairs) {
        return pairs.and(HIGH).reinterpretAsFloats();
    }

    private static float number(long row, int index) {
        return Float.intBitsToFloat(NativeMemory.getShort(row + 2L * index) << 16);
    }
}
