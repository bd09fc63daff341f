package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Transposes an operand of a matrix product while it is packed, in square blocks of as many rows as
 * a vector has lanes. A block is transposed in registers: each stage exchanges halves, then
 * quarters and so on between pairs of rows. The lanes are only moved, so they are handled as ints.
 *
 * <p>All kernels use vectors of the preferred width alone. The JVM profiles the methods of the
 * Vector API for all their callers together, and a second width anywhere makes every load and store
 * of the first slower and allocate.
 */
final class Transposition {
    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final IntVector FIRST_EIGHT = first(8);
    private static final IntVector SECOND_EIGHT = second(8);
    private static final IntVector FIRST_FOUR = first(4);
    private static final IntVector SECOND_FOUR = second(4);
    private static final IntVector FIRST_TWO = first(2);
    private static final IntVector SECOND_TWO = second(2);
    private static final IntVector FIRST_ONE = first(1);
    private static final IntVector SECOND_ONE = second(1);

    private Transposition() {}

    /** Lanes of a pair of rows that the first row keeps in a stage that exchanges {@code size}. */
    private static IntVector first(int size) {
        int[] lanes = new int[LANES];
        for (int l = 0; l < LANES; l++) {
            lanes[l] = (l & size) == 0 ? l : LANES + l - size;
        }
        return IntVector.fromArray(SPECIES, lanes, 0);
    }

    private static IntVector second(int size) {
        int[] lanes = new int[LANES];
        for (int l = 0; l < LANES; l++) {
            lanes[l] = (l & size) == 0 ? (l + size) % LANES : LANES + l;
        }
        return IntVector.fromArray(SPECIES, lanes, 0);
    }

    /**
     * Copies rows to columns.
     *
     * @param row bytes from a row to the next
     * @param width bytes from a column's copy to the next
     */
    static void copy(long from, long row, int rows, int columns, long to, long width) {
        int wholeRows = rows / LANES * LANES;
        int wholeColumns = columns / LANES * LANES;
        for (int r = 0; r < wholeRows; r += LANES) {
            for (int c = 0; c < wholeColumns; c += LANES) {
                long block = from + r * row + 4L * c;
                long at = to + c * width + 4L * r;
                switch (LANES) {
                    case 16 -> block16(block, row, at, width);
                    case 8 -> block8(block, row, at, width);
                    case 4 -> block4(block, row, at, width);
                    default -> copyOneByOne(block, row, LANES, LANES, at, width);
                }
            }
        }
        copyOneByOne(
                from + 4L * wholeColumns,
                row,
                rows,
                columns - wholeColumns,
                to + wholeColumns * width,
                width);
        copyOneByOne(
                from + wholeRows * row,
                row,
                rows - wholeRows,
                wholeColumns,
                to + 4L * wholeRows,
                width);
    }

    private static void copyOneByOne(
            long from, long row, int rows, int columns, long to, long width) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float value = NativeMemory.getFloat(from + r * row + 4L * c);
                NativeMemory.setFloat(to + c * width + 4L * r, value);
            }
        }
    }

    /** Transposes 16 rows of 16 floats. */
    private static void block16(long from, long row, long to, long width) {
        IntVector r0 = IntVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
        IntVector r1 = IntVector.fromMemorySegment(SPECIES, ALL, from + row, ORDER);
        IntVector r2 = IntVector.fromMemorySegment(SPECIES, ALL, from + 2 * row, ORDER);
        IntVector r3 = IntVector.fromMemorySegment(SPECIES, ALL, from + 3 * row, ORDER);
        IntVector r4 = IntVector.fromMemorySegment(SPECIES, ALL, from + 4 * row, ORDER);
        IntVector r5 = IntVector.fromMemorySegment(SPECIES, ALL, from + 5 * row, ORDER);
        IntVector r6 = IntVector.fromMemorySegment(SPECIES, ALL, from + 6 * row, ORDER);
        IntVector r7 = IntVector.fromMemorySegment(SPECIES, ALL, from + 7 * row, ORDER);
        IntVector r8 = IntVector.fromMemorySegment(SPECIES, ALL, from + 8 * row, ORDER);
        IntVector r9 = IntVector.fromMemorySegment(SPECIES, ALL, from + 9 * row, ORDER);
        IntVector r10 = IntVector.fromMemorySegment(SPECIES, ALL, from + 10 * row, ORDER);
        IntVector r11 = IntVector.fromMemorySegment(SPECIES, ALL, from + 11 * row, ORDER);
        IntVector r12 = IntVector.fromMemorySegment(SPECIES, ALL, from + 12 * row, ORDER);
        IntVector r13 = IntVector.fromMemorySegment(SPECIES, ALL, from + 13 * row, ORDER);
        IntVector r14 = IntVector.fromMemorySegment(SPECIES, ALL, from + 14 * row, ORDER);
        IntVector r15 = IntVector.fromMemorySegment(SPECIES, ALL, from + 15 * row, ORDER);
        IntVector s0 = FIRST_EIGHT.selectFrom(r0, r8);
        IntVector s8 = SECOND_EIGHT.selectFrom(r0, r8);
        IntVector s1 = FIRST_EIGHT.selectFrom(r1, r9);
        IntVector s9 = SECOND_EIGHT.selectFrom(r1, r9);
        IntVector s2 = FIRST_EIGHT.selectFrom(r2, r10);
        IntVector s10 = SECOND_EIGHT.selectFrom(r2, r10);
        IntVector s3 = FIRST_EIGHT.selectFrom(r3, r11);
        IntVector s11 = SECOND_EIGHT.selectFrom(r3, r11);
        IntVector s4 = FIRST_EIGHT.selectFrom(r4, r12);
        IntVector s12 = SECOND_EIGHT.selectFrom(r4, r12);
        IntVector s5 = FIRST_EIGHT.selectFrom(r5, r13);
        IntVector s13 = SECOND_EIGHT.selectFrom(r5, r13);
        IntVector s6 = FIRST_EIGHT.selectFrom(r6, r14);
        IntVector s14 = SECOND_EIGHT.selectFrom(r6, r14);
        IntVector s7 = FIRST_EIGHT.selectFrom(r7, r15);
        IntVector s15 = SECOND_EIGHT.selectFrom(r7, r15);
        IntVector t0 = FIRST_FOUR.selectFrom(s0, s4);
        IntVector t4 = SECOND_FOUR.selectFrom(s0, s4);
        IntVector t1 = FIRST_FOUR.selectFrom(s1, s5);
        IntVector t5 = SECOND_FOUR.selectFrom(s1, s5);
        IntVector t2 = FIRST_FOUR.selectFrom(s2, s6);
        IntVector t6 = SECOND_FOUR.selectFrom(s2, s6);
        IntVector t3 = FIRST_FOUR.selectFrom(s3, s7);
        IntVector t7 = SECOND_FOUR.selectFrom(s3, s7);
        IntVector t8 = FIRST_FOUR.selectFrom(s8, s12);
        IntVector t12 = SECOND_FOUR.selectFrom(s8, s12);
        IntVector t9 = FIRST_FOUR.selectFrom(s9, s13);
        IntVector t13 = SECOND_FOUR.selectFrom(s9, s13);
        IntVector t10 = FIRST_FOUR.selectFrom(s10, s14);
        IntVector t14 = SECOND_FOUR.selectFrom(s10, s14);
        IntVector t11 = FIRST_FOUR.selectFrom(s11, s15);
        IntVector t15 = SECOND_FOUR.selectFrom(s11, s15);
        IntVector u0 = FIRST_TWO.selectFrom(t0, t2);
        IntVector u2 = SECOND_TWO.selectFrom(t0, t2);
        IntVector u1 = FIRST_TWO.selectFrom(t1, t3);
        IntVector u3 = SECOND_TWO.selectFrom(t1, t3);
        IntVector u4 = FIRST_TWO.selectFrom(t4, t6);
        IntVector u6 = SECOND_TWO.selectFrom(t4, t6);
        IntVector u5 = FIRST_TWO.selectFrom(t5, t7);
        IntVector u7 = SECOND_TWO.selectFrom(t5, t7);
        IntVector u8 = FIRST_TWO.selectFrom(t8, t10);
        IntVector u10 = SECOND_TWO.selectFrom(t8, t10);
        IntVector u9 = FIRST_TWO.selectFrom(t9, t11);
        IntVector u11 = SECOND_TWO.selectFrom(t9, t11);
        IntVector u12 = FIRST_TWO.selectFrom(t12, t14);
        IntVector u14 = SECOND_TWO.selectFrom(t12, t14);
        IntVector u13 = FIRST_TWO.selectFrom(t13, t15);
        IntVector u15 = SECOND_TWO.selectFrom(t13, t15);
        IntVector v0 = FIRST_ONE.selectFrom(u0, u1);
        IntVector v1 = SECOND_ONE.selectFrom(u0, u1);
        IntVector v2 = FIRST_ONE.selectFrom(u2, u3);
        IntVector v3 = SECOND_ONE.selectFrom(u2, u3);
        IntVector v4 = FIRST_ONE.selectFrom(u4, u5);
        IntVector v5 = SECOND_ONE.selectFrom(u4, u5);
        IntVector v6 = FIRST_ONE.selectFrom(u6, u7);
        IntVector v7 = SECOND_ONE.selectFrom(u6, u7);
        IntVector v8 = FIRST_ONE.selectFrom(u8, u9);
        IntVector v9 = SECOND_ONE.selectFrom(u8, u9);
        IntVector v10 = FIRST_ONE.selectFrom(u10, u11);
        IntVector v11 = SECOND_ONE.selectFrom(u10, u11);
        IntVector v12 = FIRST_ONE.selectFrom(u12, u13);
        IntVector v13 = SECOND_ONE.selectFrom(u12, u13);
        IntVector v14 = FIRST_ONE.selectFrom(u14, u15);
        IntVector v15 = SECOND_ONE.selectFrom(u14, u15);
        v0.intoMemorySegment(ALL, to, ORDER);
        v1.intoMemorySegment(ALL, to + width, ORDER);
        v2.intoMemorySegment(ALL, to + 2 * width, ORDER);
        v3.intoMemorySegment(ALL, to + 3 * width, ORDER);
        v4.intoMemorySegment(ALL, to + 4 * width, ORDER);
        v5.intoMemorySegment(ALL, to + 5 * width, ORDER);
        v6.intoMemorySegment(ALL, to + 6 * width, ORDER);
        v7.intoMemorySegment(ALL, to + 7 * width, ORDER);
        v8.intoMemorySegment(ALL, to + 8 * width, ORDER);
        v9.intoMemorySegment(ALL, to + 9 * width, ORDER);
        v10.intoMemorySegment(ALL, to + 10 * width, ORDER);
        v11.intoMemorySegment(ALL, to + 11 * width, ORDER);
        v12.intoMemorySegment(ALL, to + 12 * width, ORDER);
        v13.intoMemorySegment(ALL, to + 13 * width, ORDER);
        v14.intoMemorySegment(ALL, to + 14 * width, ORDER);
        v15.intoMemorySegment(ALL, to + 15 * width, ORDER);
    }

    /** Transposes 8 rows of 8 floats. */
    private static void block8(long from, long row, long to, long width) {
        IntVector r0 = IntVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
        IntVector r1 = IntVector.fromMemorySegment(SPECIES, ALL, from + row, ORDER);
        IntVector r2 = IntVector.fromMemorySegment(SPECIES, ALL, from + 2 * row, ORDER);
        IntVector r3 = IntVector.fromMemorySegment(SPECIES, ALL, from + 3 * row, ORDER);
        IntVector r4 = IntVector.fromMemorySegment(SPECIES, ALL, from + 4 * row, ORDER);
        IntVector r5 = IntVector.fromMemorySegment(SPECIES, ALL, from + 5 * row, ORDER);
        IntVector r6 = IntVector.fromMemorySegment(SPECIES, ALL, from + 6 * row, ORDER);
        IntVector r7 = IntVector.fromMemorySegment(SPECIES, ALL, from + 7 * row, ORDER);
        IntVector s0 = FIRST_FOUR.selectFrom(r0, r4);
        IntVector s4 = SECOND_FOUR.selectFrom(r0, r4);
        IntVector s1 = FIRST_FOUR.selectFrom(r1, r5);
        IntVector s5 = SECOND_FOUR.selectFrom(r1, r5);
        IntVector s2 = FIRST_FOUR.selectFrom(r2, r6);
        IntVector s6 = SECOND_FOUR.selectFrom(r2, r6);
        IntVector s3 = FIRST_FOUR.selectFrom(r3, r7);
        IntVector s7 = SECOND_FOUR.selectFrom(r3, r7);
        IntVector t0 = FIRST_TWO.selectFrom(s0, s2);
        IntVector t2 = SECOND_TWO.selectFrom(s0, s2);
        IntVector t1 = FIRST_TWO.selectFrom(s1, s3);
        IntVector t3 = SECOND_TWO.selectFrom(s1, s3);
        IntVector t4 = FIRST_TWO.selectFrom(s4, s6);
        IntVector t6 = SECOND_TWO.selectFrom(s4, s6);
        IntVector t5 = FIRST_TWO.selectFrom(s5, s7);
        IntVector t7 = SECOND_TWO.selectFrom(s5, s7);
        IntVector u0 = FIRST_ONE.selectFrom(t0, t1);
        IntVector u1 = SECOND_ONE.selectFrom(t0, t1);
        IntVector u2 = FIRST_ONE.selectFrom(t2, t3);
        IntVector u3 = SECOND_ONE.selectFrom(t2, t3);
        IntVector u4 = FIRST_ONE.selectFrom(t4, t5);
        IntVector u5 = SECOND_ONE.selectFrom(t4, t5);
        IntVector u6 = FIRST_ONE.selectFrom(t6, t7);
        IntVector u7 = SECOND_ONE.selectFrom(t6, t7);
        u0.intoMemorySegment(ALL, to, ORDER);
        u1.intoMemorySegment(ALL, to + width, ORDER);
        u2.intoMemorySegment(ALL, to + 2 * width, ORDER);
        u3.intoMemorySegment(ALL, to + 3 * width, ORDER);
        u4.intoMemorySegment(ALL, to + 4 * width, ORDER);
        u5.intoMemorySegment(ALL, to + 5 * width, ORDER);
        u6.intoMemorySegment(ALL, to + 6 * width, ORDER);
        u7.intoMemorySegment(ALL, to + 7 * width, ORDER);
    }

    /** Transposes 4 rows of 4 floats. */
    private static void block4(long from, long row, long to, long width) {
        IntVector r0 = IntVector.fromMemorySegment(SPECIES, ALL, from, ORDER);
        IntVector r1 = IntVector.fromMemorySegment(SPECIES, ALL, from + row, ORDER);
        IntVector r2 = IntVector.fromMemorySegment(SPECIES, ALL, from + 2 * row, ORDER);
        IntVector r3 = IntVector.fromMemorySegment(SPECIES, ALL, from + 3 * row, ORDER);
        IntVector s0 = FIRST_TWO.selectFrom(r0, r2);
        IntVector s2 = SECOND_TWO.selectFrom(r0, r2);
        IntVector s1 = FIRST_TWO.selectFrom(r1, r3);
        IntVector s3 = SECOND_TWO.selectFrom(r1, r3);
        IntVector t0 = FIRST_ONE.selectFrom(s0, s1);
        IntVector t1 = SECOND_ONE.selectFrom(s0, s1);
        IntVector t2 = FIRST_ONE.selectFrom(s2, s3);
        IntVector t3 = SECOND_ONE.selectFrom(s2, s3);
        t0.intoMemorySegment(ALL, to, ORDER);
        t1.intoMemorySegment(ALL, to + width, ORDER);
        t2.intoMemorySegment(ALL, to + 2 * width, ORDER);
        t3.intoMemorySegment(ALL, to + 3 * width, ORDER);
    }
}
