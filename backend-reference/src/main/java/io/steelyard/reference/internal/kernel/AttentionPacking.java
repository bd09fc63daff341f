package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Copies of a head's rows in the order in which tiles read them.
 *
 * <p>Column panels cut {@code [time, headDim]} into panels {@code [time, width]} of four, two or
 * one vectors, one after the other; they serve as the left and as the right operand of a tile. Key
 * panels hold the transpose: {@code [headDim, PANEL]} for every {@code PANEL} rows. Both are padded
 * with zeros.
 */
final class AttentionPacking {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** The width of a tile, and the number of keys in a key panel. */
    static final int PANEL = 4 * LANES;

    /** The rows of a tile. */
    static final int ROWS = 6;

    /** Floats that {@link #transpose} needs as work space. */
    static final int TRANSPOSE_WORK = 2 * LANES * LANES;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final IntVector INTERLEAVE_LOW = interleave(0);
    private static final IntVector INTERLEAVE_HIGH = interleave(LANES / 2);

    private AttentionPacking() {}

    private static IntVector interleave(int from) {
        int[] lanes = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            int source = from + lane / 2;
            lanes[lane] = lane % 2 == 0 ? source : LANES + source;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }

    /** The next multiple of the vector length. */
    static int padded(int size) {
        return (size + LANES - 1) / LANES * LANES;
    }

    /** The next multiple of the rows of a tile. */
    static int paddedRows(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** The next multiple of the keys of a panel. */
    static int paddedKeys(int keys) {
        return (keys + PANEL - 1) / PANEL * PANEL;
    }

    /** The width of the column panel that starts with so many padded columns left. */
    static int width(int left) {
        return left >= PANEL ? PANEL : left >= 2 * LANES ? 2 * LANES : LANES;
    }

    /**
     * Copies {@code rows} rows, times {@code scale}, into column panels of {@code capacity} rows,
     * the further ones zero. The panel of column {@code c} starts at {@code capacity * c}.
     *
     * @param from address of the first row
     * @param rowBytes distance of the rows
     * @return whether everything copied is finite
     */
    static boolean columns(
            long from, long rowBytes, int rows, int capacity, int dim, float scale, float[] to) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector poison = zero;
        int padded = padded(dim);
        for (int column = 0; column < padded; ) {
            int width = width(padded - column);
            int panel = capacity * column;
            if (width == PANEL && column + PANEL <= dim) {
                for (int row = 0; row < rows; row++) {
                    // All of a row at once: rows may lie pages apart.
                    long address = from + row * rowBytes + 4L * column;
                    int offset = panel + row * PANEL;
                    for (int lane = 0; lane < PANEL; lane += LANES) {
                        FloatVector x =
                                FloatVector.fromMemorySegment(
                                        SPECIES, ALL, address + 4L * lane, ORDER);
                        poison = x.fma(zero, poison);
                        x.mul(scale).intoArray(to, offset + lane);
                    }
                }
            } else {
                for (int lane = 0; lane < width; lane += LANES) {
                    VectorMask<Float> mask = SPECIES.indexInRange(column + lane, dim);
                    long address = from + 4L * (column + lane);
                    int offset = panel + lane;
                    for (int row = 0; row < rows; row++) {
                        FloatVector x =
                                FloatVector.fromMemorySegment(SPECIES, ALL, address, ORDER, mask);
                        poison = x.fma(zero, poison);
                        x.mul(scale).intoArray(to, offset);
                        address += rowBytes;
                        offset += width;
                    }
                }
            }
            for (int offset = panel + rows * width; offset < panel + capacity * width; ) {
                zero.intoArray(to, offset);
                offset += LANES;
            }
            column += width;
        }
        // Zero times infinity or NaN is NaN, and stays in the sum.
        return !poison.compare(VectorOperators.NE, poison).anyTrue();
    }

    /** Whether a row is finite. */
    static boolean isFinite(long row, int dim) {
        boolean finite = true;
        for (int d = 0; d < dim; d++) {
            finite &= Float.isFinite(NativeMemory.getFloat(row + 4L * d));
        }
        return finite;
    }

    /** Writes column panels of {@code capacity} rows, times {@code scale}, back as rows. */
    static void rows(
            float[] from, int capacity, int rows, int dim, float scale, long to, long rowBytes) {
        int padded = padded(dim);
        for (int column = 0; column < padded; ) {
            int width = width(padded - column);
            int panel = capacity * column;
            if (width == PANEL && column + PANEL <= dim) {
                for (int row = 0; row < rows; row++) {
                    long address = to + row * rowBytes + 4L * column;
                    int offset = panel + row * PANEL;
                    for (int lane = 0; lane < PANEL; lane += LANES) {
                        FloatVector.fromArray(SPECIES, from, offset + lane)
                                .mul(scale)
                                .intoMemorySegment(ALL, address + 4L * lane, ORDER);
                    }
                }
            } else {
                for (int lane = 0; lane < width; lane += LANES) {
                    VectorMask<Float> mask = SPECIES.indexInRange(column + lane, dim);
                    long address = to + 4L * (column + lane);
                    int offset = panel + lane;
                    for (int row = 0; row < rows; row++) {
                        FloatVector.fromArray(SPECIES, from, offset)
                                .mul(scale)
                                .intoMemorySegment(ALL, address, ORDER, mask);
                        address += rowBytes;
                        offset += width;
                    }
                }
            }
            column += width;
        }
    }

    /**
     * Writes the transpose of {@code rows} rows as key panels; panel {@code p} starts at {@code p *
     * dim * PANEL}. A block of {@code LANES x LANES} is transposed by as many perfect shuffles of
     * its vectors as the vector length has bits.
     */
    static void transpose(long from, long rowBytes, int rows, int dim, float[] to, int[] work) {
        if (LANES < 4) {
            transposeScalar(from, rowBytes, rows, dim, to);
            return;
        }
        IntVector zero = IntVector.zero(INTS);
        int end = paddedKeys(rows);
        for (int key = 0; key < end; key += LANES) {
            int panel = key / PANEL * PANEL * dim + key % PANEL;
            for (int column = 0; column < dim; column += LANES) {
                VectorMask<Integer> mask = INTS.indexInRange(column, dim);
                boolean full = column + LANES <= dim;
                long low = from + key * rowBytes + 4L * column;
                long high = low + LANES / 2 * rowBytes;
                for (int i = 0; i < LANES / 2; i++) {
                    IntVector x = zero;
                    IntVector y = zero;
                    if (full) {
                        if (key + i < rows) {
                            x = IntVector.fromMemorySegment(INTS, ALL, low, ORDER);
                        }
                        if (key + i + LANES / 2 < rows) {
                            y = IntVector.fromMemorySegment(INTS, ALL, high, ORDER);
                        }
                    } else {
                        if (key + i < rows) {
                            x = IntVector.fromMemorySegment(INTS, ALL, low, ORDER, mask);
                        }
                        if (key + i + LANES / 2 < rows) {
                            y = IntVector.fromMemorySegment(INTS, ALL, high, ORDER, mask);
                        }
                    }
                    INTERLEAVE_LOW.selectFrom(x, y).intoArray(work, 2 * i * LANES);
                    INTERLEAVE_HIGH.selectFrom(x, y).intoArray(work, 2 * i * LANES + LANES);
                    low += rowBytes;
                    high += rowBytes;
                }
                int source = 0;
                for (int step = 4; step < LANES; step *= 2) {
                    int target = LANES * LANES - source;
                    for (int i = 0; i < LANES / 2; i++) {
                        IntVector x = IntVector.fromArray(INTS, work, source + i * LANES);
                        IntVector y =
                                IntVector.fromArray(
                                        INTS, work, source + i * LANES + LANES / 2 * LANES);
                        INTERLEAVE_LOW.selectFrom(x, y).intoArray(work, target + 2 * i * LANES);
                        INTERLEAVE_HIGH
                                .selectFrom(x, y)
                                .intoArray(work, target + 2 * i * LANES + LANES);
                    }
                    source = target;
                }
                int limit = Math.min(LANES, dim - column);
                int offset = panel + column * PANEL;
                for (int i = 0; i < LANES / 2; i++) {
                    IntVector x = IntVector.fromArray(INTS, work, source + i * LANES);
                    IntVector y =
                            IntVector.fromArray(INTS, work, source + i * LANES + LANES / 2 * LANES);
                    if (2 * i < limit) {
                        INTERLEAVE_LOW
                                .selectFrom(x, y)
                                .reinterpretAsFloats()
                                .intoArray(to, offset + 2 * i * PANEL);
                    }
                    if (2 * i + 1 < limit) {
                        INTERLEAVE_HIGH
                                .selectFrom(x, y)
                                .reinterpretAsFloats()
                                .intoArray(to, offset + 2 * i * PANEL + PANEL);
                    }
                }
            }
        }
    }

    private static void transposeScalar(long from, long rowBytes, int rows, int dim, float[] to) {
        for (int key = 0; key < paddedKeys(rows); key++) {
            for (int d = 0; d < dim; d++) {
                to[key / PANEL * PANEL * dim + d * PANEL + key % PANEL] =
                        key < rows ? NativeMemory.getFloat(from + key * rowBytes + 4L * d) : 0f;
            }
        }
    }
}
