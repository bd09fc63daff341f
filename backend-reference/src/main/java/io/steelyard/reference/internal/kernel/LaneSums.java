package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * The sums of the lanes of many vectors at once, in an order that is written here: a reduction of
 * the platform adds in one order while it is interpreted and in another when it is compiled.
 */
final class LaneSums {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final IntVector EVEN = IntVector.zero(INTS).addIndex(2);
    private static final IntVector ODD = EVEN.add(1);

    private LaneSums() {}

    /**
     * Sums the lanes of each of {@code LANES} vectors by adding neighbours, again and again.
     * Overwrites the vectors.
     *
     * @param from where the vectors start
     * @param to receives the sums from {@code offset} on
     */
    static void sum(float[] vectors, int from, float[] to, int offset) {
        for (int n = LANES / 2; n > 0; n /= 2) {
            for (int i = 0; i < n; i++) {
                IntVector x =
                        FloatVector.fromArray(SPECIES, vectors, from + 2 * i * LANES)
                                .reinterpretAsInts();
                IntVector y =
                        FloatVector.fromArray(SPECIES, vectors, from + 2 * i * LANES + LANES)
                                .reinterpretAsInts();
                EVEN.selectFrom(x, y)
                        .reinterpretAsFloats()
                        .add(ODD.selectFrom(x, y).reinterpretAsFloats())
                        .intoArray(vectors, from + i * LANES);
            }
        }
        FloatVector.fromArray(SPECIES, vectors, from).intoArray(to, offset);
    }

    /** The largest lane of each of {@code LANES} vectors without NaN; otherwise as {@link #sum}. */
    static void max(float[] vectors, int from, float[] to, int offset) {
        for (int n = LANES / 2; n > 0; n /= 2) {
            for (int i = 0; i < n; i++) {
                IntVector x =
                        FloatVector.fromArray(SPECIES, vectors, from + 2 * i * LANES)
                                .reinterpretAsInts();
                IntVector y =
                        FloatVector.fromArray(SPECIES, vectors, from + 2 * i * LANES + LANES)
                                .reinterpretAsInts();
                FloatVector even = EVEN.selectFrom(x, y).reinterpretAsFloats();
                FloatVector odd = ODD.selectFrom(x, y).reinterpretAsFloats();
                even.blend(odd, odd.compare(VectorOperators.GT, even))
                        .intoArray(vectors, from + i * LANES);
            }
        }
        FloatVector.fromArray(SPECIES, vectors, from).intoArray(to, offset);
    }

    /**
     * The products of rows with their partners: {@code to[i] = a[i] . b[i]}.
     *
     * @param a address of the first row, {@code rowBytes} from the next; likewise {@code b}
     * @param work work space of {@code LANES * LANES}
     * @param to has room for the next multiple of {@code LANES} rows
     */
    static void rowProducts(
            long a, long b, long rowBytes, int rows, int dim, float[] work, float[] to) {
        for (int row = 0; row < rows; row += LANES) {
            long from = row * rowBytes;
            products(a + from, b + from, rowBytes, Math.min(LANES, rows - row), dim, work);
            sum(work, 0, to, row);
        }
    }

    /** One vector of partial sums a row. */
    private static void products(long a, long b, long rowBytes, int count, int dim, float[] to) {
        VectorMask<Float> tail = SPECIES.indexInRange(dim / LANES * LANES, dim);
        for (int row = 0; row < count; row++) {
            long x = a + row * rowBytes;
            long y = b + row * rowBytes;
            FloatVector sum = FloatVector.zero(SPECIES);
            int d = 0;
            for (; d + LANES <= dim; d += LANES) {
                sum =
                        FloatVector.fromMemorySegment(SPECIES, ALL, x + 4L * d, ORDER)
                                .fma(
                                        FloatVector.fromMemorySegment(
                                                SPECIES, ALL, y + 4L * d, ORDER),
                                        sum);
            }
            if (d < dim) {
                sum =
                        FloatVector.fromMemorySegment(SPECIES, ALL, x + 4L * d, ORDER, tail)
                                .fma(
                                        FloatVector.fromMemorySegment(
                                                SPECIES, ALL, y + 4L * d, ORDER, tail),
                                        sum);
            }
            sum.intoArray(to, row * LANES);
        }
    }
}
