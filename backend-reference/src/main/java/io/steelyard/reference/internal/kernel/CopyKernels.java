package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Movement of elements of one, two, four or eight bytes: fills, and copies from any strides to any
 * strides, which express transposition, broadcasting, slices, padding and concatenation.
 *
 * <p>The two sides must not overlap. Strides and sizes count elements. Stateless and safe for
 * concurrent use.
 */
public final class CopyKernels {
    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 4 * LANES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /**
     * Side of a square of a transposition: its lines on both sides stay in the first-level cache.
     */
    private static final int TILE = 32;

    /** Bytes up to which a loop here beats a call of the bulk copy. */
    private static final long SHORT_RUN = 1024;

    private CopyKernels() {}

    /** Writes a pattern of four bytes {@code count} times. */
    public static void fill(long out, int pattern, long count) {
        long end = out + (count << 2);
        long address = out;
        IntVector vector = IntVector.broadcast(SPECIES, pattern);
        for (; address <= end - WIDTH; address += WIDTH) {
            vector.intoMemorySegment(ALL, address, ORDER);
        }
        for (; address < end; address += 4) {
            NativeMemory.setInt(address, pattern);
        }
    }

    /** Writes a byte {@code count} times. */
    public static void fillBytes(long out, byte pattern, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setByte(out + i, pattern);
        }
    }

    /** Writes a pattern of two bytes {@code count} times. */
    public static void fillShorts(long out, short pattern, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setShort(out + (i << 1), pattern);
        }
    }

    /** Writes a pattern of eight bytes {@code count} times. */
    public static void fillLongs(long out, long pattern, long count) {
        for (long i = 0; i < count; i++) {
            NativeMemory.setLong(out + (i << 3), pattern);
        }
    }

    /**
     * Writes one element {@code count} times.
     *
     * @param element its address
     * @param elementBytes 1, 2, 4 or 8
     */
    public static void repeat(long out, long element, int elementBytes, long count) {
        switch (elementBytes) {
            case 1 -> fillBytes(out, NativeMemory.getByte(element), count);
            case 2 -> fillShorts(out, NativeMemory.getShort(element), count);
            case 4 -> fill(out, NativeMemory.getInt(element), count);
            default -> fillLongs(out, NativeMemory.getLong(element), count);
        }
    }

    /** {@code [rows, columns]} to {@code [columns, rows]}, elements of four bytes. */
    public static void transpose(long out, long in, int rows, int columns) {
        transpose(out, rows, in, columns, rows, columns, 4);
    }

    /** {@code out[column * outStride + row] = in[row * inStride + column]}, square by square. */
    private static void transpose(
            long out,
            long outStride,
            long in,
            long inStride,
            long rows,
            long columns,
            int elementBytes) {
        for (long row = 0; row < rows; row += TILE) {
            long rowEnd = Math.min(row + TILE, rows);
            for (long column = 0; column < columns; column += TILE) {
                long columnEnd = Math.min(column + TILE, columns);
                for (long c = column; c < columnEnd; c++) {
                    copyLine(
                            out + (c * outStride + row) * elementBytes,
                            in + (row * inStride + c) * elementBytes,
                            rowEnd - row,
                            elementBytes,
                            inStride * elementBytes,
                            elementBytes);
                }
            }
        }
    }

    /**
     * Copies an array of any rank: {@code out[i . outStrides] = in[i . inStrides]} for each index
     * {@code i} below {@code sizes}. An input stride of 0 broadcasts, a negative one reverses.
     *
     * @param out address of the element at index 0
     * @param in address of the element at index 0
     * @param elementBytes 1, 2, 4 or 8
     */
    public static void copy(
            long out, long in, int[] sizes, long[] outStrides, long[] inStrides, int elementBytes) {
        int bulkAxis = sizes.length;
        long run = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            if (sizes[axis] == 0) {
                return;
            }
            boolean continues =
                    sizes[axis] == 1 || (outStrides[axis] == run && inStrides[axis] == run);
            if (continues && bulkAxis == axis + 1) {
                bulkAxis = axis;
                run *= sizes[axis];
            }
        }
        copyAxis(0, bulkAxis, run, out, in, sizes, outStrides, inStrides, elementBytes);
    }

    private static void copyAxis(
            int axis,
            int bulkAxis,
            long run,
            long out,
            long in,
            int[] sizes,
            long[] outStrides,
            long[] inStrides,
            int elementBytes) {
        if (axis == bulkAxis) {
            copyRun(out, in, run * elementBytes);
            return;
        }
        int size = sizes[axis];
        long outStride = outStrides[axis] * elementBytes;
        long inStride = inStrides[axis] * elementBytes;
        if (axis == sizes.length - 1) {
            copyLine(out, in, size, outStride, inStride, elementBytes);
            return;
        }
        if (axis == sizes.length - 2) {
            long outInner = outStrides[axis + 1];
            long inInner = inStrides[axis + 1];
            long inner = sizes[axis + 1];
            if (outInner == 1 && inStrides[axis] == 1) {
                transpose(out, outStrides[axis], in, inInner, inner, size, elementBytes);
                return;
            }
            if (outStrides[axis] == 1 && inInner == 1) {
                transpose(out, outInner, in, inStrides[axis], size, inner, elementBytes);
                return;
            }
        }
        for (int i = 0; i < size; i++) {
            copyAxis(
                    axis + 1,
                    bulkAxis,
                    run,
                    out + i * outStride,
                    in + i * inStride,
                    sizes,
                    outStrides,
                    inStrides,
                    elementBytes);
        }
    }

    /**
     * Copies rows of elements side by side; the distances from one row to the next, in elements,
     * are those of each side.
     *
     * @param elementBytes 1, 2, 4 or 8
     */
    public static void copyRows(
            long out,
            long outDistance,
            long in,
            long inDistance,
            long rows,
            long width,
            int elementBytes) {
        long outBytes = outDistance * elementBytes;
        long inBytes = inDistance * elementBytes;
        if (width == 1) {
            copyLine(out, in, rows, outBytes, inBytes, elementBytes);
            return;
        }
        for (long row = 0; row < rows; row++) {
            copyRun(out + row * outBytes, in + row * inBytes, width * elementBytes);
        }
    }

    private static void copyRun(long out, long in, long bytes) {
        if (bytes > SHORT_RUN || (bytes & 3) != 0) {
            MemorySegment.copy(ALL, in, ALL, out, bytes);
            return;
        }
        long offset = 0;
        for (; offset <= bytes - WIDTH; offset += WIDTH) {
            IntVector.fromMemorySegment(SPECIES, ALL, in + offset, ORDER)
                    .intoMemorySegment(ALL, out + offset, ORDER);
        }
        for (; offset < bytes; offset += 4) {
            NativeMemory.setInt(out + offset, NativeMemory.getInt(in + offset));
        }
    }

    /** One line, strides in bytes. */
    private static void copyLine(
            long out, long in, long size, long outStride, long inStride, int elementBytes) {
        if (inStride == 0 && outStride == elementBytes) {
            repeat(out, in, elementBytes, size);
            return;
        }
        switch (elementBytes) {
            case 1 -> {
                for (long i = 0; i < size; i++) {
                    byte element = NativeMemory.getByte(in + i * inStride);
                    NativeMemory.setByte(out + i * outStride, element);
                }
            }
            case 2 -> {
                for (long i = 0; i < size; i++) {
                    short element = NativeMemory.getShort(in + i * inStride);
                    NativeMemory.setShort(out + i * outStride, element);
                }
            }
            case 4 -> {
                for (long i = 0; i < size; i++) {
                    int element = NativeMemory.getInt(in + i * inStride);
                    NativeMemory.setInt(out + i * outStride, element);
                }
            }
            default -> {
                for (long i = 0; i < size; i++) {
                    long element = NativeMemory.getLong(in + i * inStride);
                    NativeMemory.setLong(out + i * outStride, element);
                }
            }
        }
    }
}
