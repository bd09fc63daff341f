package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;

/**
 * Tiles of a matrix product: the product of six rows of A and four, two or one vectors of columns
 * of B, summed over {@code depth} in registers.
 *
 * <p>Element {@code [r, p]} of A lies {@code r * aRow + p * aStep} floats after {@code a}, so that
 * a tile reads A as well as its transpose, and rows that overlap, where they lie. Rows of B are
 * {@code bRow} bytes apart; as a constant, which it is where B is packed, C2 makes a slower loop of
 * it. The sum is written to the tile of C at {@code c}, whose rows are {@code cRow} bytes apart;
 * {@code add} adds what C held, and {@code bias}, unless 0, is the address of a row that is added
 * to every row of the tile.
 *
 * <p>Elements of A are read as aligned floats, by an offset that is visibly a multiple of four: C2
 * then checks once that they are, and spreads each straight from memory over a vector. An unaligned
 * float it reads as an int first.
 *
 * <p>The statements are written out: in a loop over arrays of vectors none would stay in a
 * register.
 */
final class MatmulTile {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int BYTES = 4 * SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private MatmulTile() {}

    /** A tile four vectors wide. */
    static void wide(
            long a,
            long aRow,
            long aStep,
            long b,
            long bRow,
            int depth,
            long c,
            long cRow,
            boolean add,
            long bias) {
        long a1 = a + 4 * (aRow);
        long a2 = a + 4 * (2 * aRow);
        long a3 = a + 4 * (3 * aRow);
        long a4 = a + 4 * (4 * aRow);
        long a5 = a + 4 * (5 * aRow);
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s02 = FloatVector.zero(SPECIES);
        FloatVector s03 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s12 = FloatVector.zero(SPECIES);
        FloatVector s13 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s22 = FloatVector.zero(SPECIES);
        FloatVector s23 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s32 = FloatVector.zero(SPECIES);
        FloatVector s33 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s42 = FloatVector.zero(SPECIES);
        FloatVector s43 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        FloatVector s52 = FloatVector.zero(SPECIES);
        FloatVector s53 = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            long row = b + p * bRow;
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, row, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, row + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, row + 2 * BYTES, ORDER);
            FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, ALL, row + 3 * BYTES, ORDER);
            long step = (p * aStep) << 2;
            FloatVector x0 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a + step));
            s00 = x0.fma(b0, s00);
            s01 = x0.fma(b1, s01);
            s02 = x0.fma(b2, s02);
            s03 = x0.fma(b3, s03);
            FloatVector x1 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a1 + step));
            s10 = x1.fma(b0, s10);
            s11 = x1.fma(b1, s11);
            s12 = x1.fma(b2, s12);
            s13 = x1.fma(b3, s13);
            FloatVector x2 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a2 + step));
            s20 = x2.fma(b0, s20);
            s21 = x2.fma(b1, s21);
            s22 = x2.fma(b2, s22);
            s23 = x2.fma(b3, s23);
            FloatVector x3 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a3 + step));
            s30 = x3.fma(b0, s30);
            s31 = x3.fma(b1, s31);
            s32 = x3.fma(b2, s32);
            s33 = x3.fma(b3, s33);
            FloatVector x4 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a4 + step));
            s40 = x4.fma(b0, s40);
            s41 = x4.fma(b1, s41);
            s42 = x4.fma(b2, s42);
            s43 = x4.fma(b3, s43);
            FloatVector x5 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a5 + step));
            s50 = x5.fma(b0, s50);
            s51 = x5.fma(b1, s51);
            s52 = x5.fma(b2, s52);
            s53 = x5.fma(b3, s53);
        }
        long c1 = c + cRow;
        long c2 = c + 2 * cRow;
        long c3 = c + 3 * cRow;
        long c4 = c + 4 * cRow;
        long c5 = c + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromMemorySegment(SPECIES, ALL, c, ORDER).add(s00);
            s01 = FloatVector.fromMemorySegment(SPECIES, ALL, c + BYTES, ORDER).add(s01);
            s02 = FloatVector.fromMemorySegment(SPECIES, ALL, c + 2 * BYTES, ORDER).add(s02);
            s03 = FloatVector.fromMemorySegment(SPECIES, ALL, c + 3 * BYTES, ORDER).add(s03);
            s10 = FloatVector.fromMemorySegment(SPECIES, ALL, c1, ORDER).add(s10);
            s11 = FloatVector.fromMemorySegment(SPECIES, ALL, c1 + BYTES, ORDER).add(s11);
            s12 = FloatVector.fromMemorySegment(SPECIES, ALL, c1 + 2 * BYTES, ORDER).add(s12);
            s13 = FloatVector.fromMemorySegment(SPECIES, ALL, c1 + 3 * BYTES, ORDER).add(s13);
            s20 = FloatVector.fromMemorySegment(SPECIES, ALL, c2, ORDER).add(s20);
            s21 = FloatVector.fromMemorySegment(SPECIES, ALL, c2 + BYTES, ORDER).add(s21);
            s22 = FloatVector.fromMemorySegment(SPECIES, ALL, c2 + 2 * BYTES, ORDER).add(s22);
            s23 = FloatVector.fromMemorySegment(SPECIES, ALL, c2 + 3 * BYTES, ORDER).add(s23);
            s30 = FloatVector.fromMemorySegment(SPECIES, ALL, c3, ORDER).add(s30);
            s31 = FloatVector.fromMemorySegment(SPECIES, ALL, c3 + BYTES, ORDER).add(s31);
            s32 = FloatVector.fromMemorySegment(SPECIES, ALL, c3 + 2 * BYTES, ORDER).add(s32);
            s33 = FloatVector.fromMemorySegment(SPECIES, ALL, c3 + 3 * BYTES, ORDER).add(s33);
            s40 = FloatVector.fromMemorySegment(SPECIES, ALL, c4, ORDER).add(s40);
            s41 = FloatVector.fromMemorySegment(SPECIES, ALL, c4 + BYTES, ORDER).add(s41);
            s42 = FloatVector.fromMemorySegment(SPECIES, ALL, c4 + 2 * BYTES, ORDER).add(s42);
            s43 = FloatVector.fromMemorySegment(SPECIES, ALL, c4 + 3 * BYTES, ORDER).add(s43);
            s50 = FloatVector.fromMemorySegment(SPECIES, ALL, c5, ORDER).add(s50);
            s51 = FloatVector.fromMemorySegment(SPECIES, ALL, c5 + BYTES, ORDER).add(s51);
            s52 = FloatVector.fromMemorySegment(SPECIES, ALL, c5 + 2 * BYTES, ORDER).add(s52);
            s53 = FloatVector.fromMemorySegment(SPECIES, ALL, c5 + 3 * BYTES, ORDER).add(s53);
        }
        if (bias != 0) {
            FloatVector e0 = FloatVector.fromMemorySegment(SPECIES, ALL, bias, ORDER);
            FloatVector e1 = FloatVector.fromMemorySegment(SPECIES, ALL, bias + BYTES, ORDER);
            FloatVector e2 = FloatVector.fromMemorySegment(SPECIES, ALL, bias + 2 * BYTES, ORDER);
            FloatVector e3 = FloatVector.fromMemorySegment(SPECIES, ALL, bias + 3 * BYTES, ORDER);
            s00 = s00.add(e0);
            s01 = s01.add(e1);
            s02 = s02.add(e2);
            s03 = s03.add(e3);
            s10 = s10.add(e0);
            s11 = s11.add(e1);
            s12 = s12.add(e2);
            s13 = s13.add(e3);
            s20 = s20.add(e0);
            s21 = s21.add(e1);
            s22 = s22.add(e2);
            s23 = s23.add(e3);
            s30 = s30.add(e0);
            s31 = s31.add(e1);
            s32 = s32.add(e2);
            s33 = s33.add(e3);
            s40 = s40.add(e0);
            s41 = s41.add(e1);
            s42 = s42.add(e2);
            s43 = s43.add(e3);
            s50 = s50.add(e0);
            s51 = s51.add(e1);
            s52 = s52.add(e2);
            s53 = s53.add(e3);
        }
        s00.intoMemorySegment(ALL, c, ORDER);
        s01.intoMemorySegment(ALL, c + BYTES, ORDER);
        s02.intoMemorySegment(ALL, c + 2 * BYTES, ORDER);
        s03.intoMemorySegment(ALL, c + 3 * BYTES, ORDER);
        s10.intoMemorySegment(ALL, c1, ORDER);
        s11.intoMemorySegment(ALL, c1 + BYTES, ORDER);
        s12.intoMemorySegment(ALL, c1 + 2 * BYTES, ORDER);
        s13.intoMemorySegment(ALL, c1 + 3 * BYTES, ORDER);
        s20.intoMemorySegment(ALL, c2, ORDER);
        s21.intoMemorySegment(ALL, c2 + BYTES, ORDER);
        s22.intoMemorySegment(ALL, c2 + 2 * BYTES, ORDER);
        s23.intoMemorySegment(ALL, c2 + 3 * BYTES, ORDER);
        s30.intoMemorySegment(ALL, c3, ORDER);
        s31.intoMemorySegment(ALL, c3 + BYTES, ORDER);
        s32.intoMemorySegment(ALL, c3 + 2 * BYTES, ORDER);
        s33.intoMemorySegment(ALL, c3 + 3 * BYTES, ORDER);
        s40.intoMemorySegment(ALL, c4, ORDER);
        s41.intoMemorySegment(ALL, c4 + BYTES, ORDER);
        s42.intoMemorySegment(ALL, c4 + 2 * BYTES, ORDER);
        s43.intoMemorySegment(ALL, c4 + 3 * BYTES, ORDER);
        s50.intoMemorySegment(ALL, c5, ORDER);
        s51.intoMemorySegment(ALL, c5 + BYTES, ORDER);
        s52.intoMemorySegment(ALL, c5 + 2 * BYTES, ORDER);
        s53.intoMemorySegment(ALL, c5 + 3 * BYTES, ORDER);
    }

    /** A tile two vectors wide. */
    static void medium(
            long a,
            long aRow,
            long aStep,
            long b,
            long bRow,
            int depth,
            long c,
            long cRow,
            boolean add,
            long bias) {
        long a1 = a + 4 * (aRow);
        long a2 = a + 4 * (2 * aRow);
        long a3 = a + 4 * (3 * aRow);
        long a4 = a + 4 * (4 * aRow);
        long a5 = a + 4 * (5 * aRow);
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s21 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s31 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s41 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        FloatVector s51 = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            long row = b + p * bRow;
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, row, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, row + BYTES, ORDER);
            long step = (p * aStep) << 2;
            FloatVector x0 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a + step));
            s00 = x0.fma(b0, s00);
            s01 = x0.fma(b1, s01);
            FloatVector x1 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a1 + step));
            s10 = x1.fma(b0, s10);
            s11 = x1.fma(b1, s11);
            FloatVector x2 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a2 + step));
            s20 = x2.fma(b0, s20);
            s21 = x2.fma(b1, s21);
            FloatVector x3 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a3 + step));
            s30 = x3.fma(b0, s30);
            s31 = x3.fma(b1, s31);
            FloatVector x4 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a4 + step));
            s40 = x4.fma(b0, s40);
            s41 = x4.fma(b1, s41);
            FloatVector x5 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a5 + step));
            s50 = x5.fma(b0, s50);
            s51 = x5.fma(b1, s51);
        }
        long c1 = c + cRow;
        long c2 = c + 2 * cRow;
        long c3 = c + 3 * cRow;
        long c4 = c + 4 * cRow;
        long c5 = c + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromMemorySegment(SPECIES, ALL, c, ORDER).add(s00);
            s01 = FloatVector.fromMemorySegment(SPECIES, ALL, c + BYTES, ORDER).add(s01);
            s10 = FloatVector.fromMemorySegment(SPECIES, ALL, c1, ORDER).add(s10);
            s11 = FloatVector.fromMemorySegment(SPECIES, ALL, c1 + BYTES, ORDER).add(s11);
            s20 = FloatVector.fromMemorySegment(SPECIES, ALL, c2, ORDER).add(s20);
            s21 = FloatVector.fromMemorySegment(SPECIES, ALL, c2 + BYTES, ORDER).add(s21);
            s30 = FloatVector.fromMemorySegment(SPECIES, ALL, c3, ORDER).add(s30);
            s31 = FloatVector.fromMemorySegment(SPECIES, ALL, c3 + BYTES, ORDER).add(s31);
            s40 = FloatVector.fromMemorySegment(SPECIES, ALL, c4, ORDER).add(s40);
            s41 = FloatVector.fromMemorySegment(SPECIES, ALL, c4 + BYTES, ORDER).add(s41);
            s50 = FloatVector.fromMemorySegment(SPECIES, ALL, c5, ORDER).add(s50);
            s51 = FloatVector.fromMemorySegment(SPECIES, ALL, c5 + BYTES, ORDER).add(s51);
        }
        if (bias != 0) {
            FloatVector e0 = FloatVector.fromMemorySegment(SPECIES, ALL, bias, ORDER);
            FloatVector e1 = FloatVector.fromMemorySegment(SPECIES, ALL, bias + BYTES, ORDER);
            s00 = s00.add(e0);
            s01 = s01.add(e1);
            s10 = s10.add(e0);
            s11 = s11.add(e1);
            s20 = s20.add(e0);
            s21 = s21.add(e1);
            s30 = s30.add(e0);
            s31 = s31.add(e1);
            s40 = s40.add(e0);
            s41 = s41.add(e1);
            s50 = s50.add(e0);
            s51 = s51.add(e1);
        }
        s00.intoMemorySegment(ALL, c, ORDER);
        s01.intoMemorySegment(ALL, c + BYTES, ORDER);
        s10.intoMemorySegment(ALL, c1, ORDER);
        s11.intoMemorySegment(ALL, c1 + BYTES, ORDER);
        s20.intoMemorySegment(ALL, c2, ORDER);
        s21.intoMemorySegment(ALL, c2 + BYTES, ORDER);
        s30.intoMemorySegment(ALL, c3, ORDER);
        s31.intoMemorySegment(ALL, c3 + BYTES, ORDER);
        s40.intoMemorySegment(ALL, c4, ORDER);
        s41.intoMemorySegment(ALL, c4 + BYTES, ORDER);
        s50.intoMemorySegment(ALL, c5, ORDER);
        s51.intoMemorySegment(ALL, c5 + BYTES, ORDER);
    }

    /** A tile one vector wide. */
    static void narrow(
            long a,
            long aRow,
            long aStep,
            long b,
            long bRow,
            int depth,
            long c,
            long cRow,
            boolean add,
            long bias) {
        long a1 = a + 4 * (aRow);
        long a2 = a + 4 * (2 * aRow);
        long a3 = a + 4 * (3 * aRow);
        long a4 = a + 4 * (4 * aRow);
        long a5 = a + 4 * (5 * aRow);
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        for (int p = 0; p < depth; p++) {
            long row = b + p * bRow;
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, row, ORDER);
            long step = (p * aStep) << 2;
            FloatVector x0 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a + step));
            s00 = x0.fma(b0, s00);
            FloatVector x1 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a1 + step));
            s10 = x1.fma(b0, s10);
            FloatVector x2 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a2 + step));
            s20 = x2.fma(b0, s20);
            FloatVector x3 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a3 + step));
            s30 = x3.fma(b0, s30);
            FloatVector x4 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a4 + step));
            s40 = x4.fma(b0, s40);
            FloatVector x5 = FloatVector.broadcast(SPECIES, ALL.get(JAVA_FLOAT, a5 + step));
            s50 = x5.fma(b0, s50);
        }
        long c1 = c + cRow;
        long c2 = c + 2 * cRow;
        long c3 = c + 3 * cRow;
        long c4 = c + 4 * cRow;
        long c5 = c + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromMemorySegment(SPECIES, ALL, c, ORDER).add(s00);
            s10 = FloatVector.fromMemorySegment(SPECIES, ALL, c1, ORDER).add(s10);
            s20 = FloatVector.fromMemorySegment(SPECIES, ALL, c2, ORDER).add(s20);
            s30 = FloatVector.fromMemorySegment(SPECIES, ALL, c3, ORDER).add(s30);
            s40 = FloatVector.fromMemorySegment(SPECIES, ALL, c4, ORDER).add(s40);
            s50 = FloatVector.fromMemorySegment(SPECIES, ALL, c5, ORDER).add(s50);
        }
        if (bias != 0) {
            FloatVector e0 = FloatVector.fromMemorySegment(SPECIES, ALL, bias, ORDER);
            s00 = s00.add(e0);
            s10 = s10.add(e0);
            s20 = s20.add(e0);
            s30 = s30.add(e0);
            s40 = s40.add(e0);
            s50 = s50.add(e0);
        }
        s00.intoMemorySegment(ALL, c, ORDER);
        s10.intoMemorySegment(ALL, c1, ORDER);
        s20.intoMemorySegment(ALL, c2, ORDER);
        s30.intoMemorySegment(ALL, c3, ORDER);
        s40.intoMemorySegment(ALL, c4, ORDER);
        s50.intoMemorySegment(ALL, c5, ORDER);
    }
}
