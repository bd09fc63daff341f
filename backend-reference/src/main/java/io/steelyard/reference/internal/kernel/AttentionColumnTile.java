package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a product with a transposed matrix in an attention: {@code C = A^T B}, or {@code C +=
 * A^T B} with {@code add}, for six columns of A, summed over {@code depth} in registers. A is a
 * panel {@code [depth, PANEL]}; B is a panel {@code [depth, width]} as wide as the tile; row {@code
 * r} of C starts at {@code cOffset + r * cRow}.
 *
 * <p>The statements are written out: in a loop over arrays of vectors none would stay in a
 * register.
 */
final class AttentionColumnTile {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PANEL = AttentionPacking.PANEL;

    private AttentionColumnTile() {}

    /** A tile four vectors wide. */
    static void wide(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int cRow,
            boolean add) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k * (4 * LANES));
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + k * (4 * LANES) + LANES);
            FloatVector b2 =
                    FloatVector.fromArray(SPECIES, b, bOffset + k * (4 * LANES) + 2 * LANES);
            FloatVector b3 =
                    FloatVector.fromArray(SPECIES, b, bOffset + k * (4 * LANES) + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            s43 = x.fma(b3, s43);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            s52 = x.fma(b2, s52);
            s53 = x.fma(b3, s53);
        }
        int c1 = cOffset + cRow;
        int c2 = cOffset + 2 * cRow;
        int c3 = cOffset + 3 * cRow;
        int c4 = cOffset + 4 * cRow;
        int c5 = cOffset + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromArray(SPECIES, c, cOffset).add(s00);
            s01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES).add(s01);
            s02 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES).add(s02);
            s03 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES).add(s03);
            s10 = FloatVector.fromArray(SPECIES, c, c1).add(s10);
            s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES).add(s11);
            s12 = FloatVector.fromArray(SPECIES, c, c1 + 2 * LANES).add(s12);
            s13 = FloatVector.fromArray(SPECIES, c, c1 + 3 * LANES).add(s13);
            s20 = FloatVector.fromArray(SPECIES, c, c2).add(s20);
            s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES).add(s21);
            s22 = FloatVector.fromArray(SPECIES, c, c2 + 2 * LANES).add(s22);
            s23 = FloatVector.fromArray(SPECIES, c, c2 + 3 * LANES).add(s23);
            s30 = FloatVector.fromArray(SPECIES, c, c3).add(s30);
            s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES).add(s31);
            s32 = FloatVector.fromArray(SPECIES, c, c3 + 2 * LANES).add(s32);
            s33 = FloatVector.fromArray(SPECIES, c, c3 + 3 * LANES).add(s33);
            s40 = FloatVector.fromArray(SPECIES, c, c4).add(s40);
            s41 = FloatVector.fromArray(SPECIES, c, c4 + LANES).add(s41);
            s42 = FloatVector.fromArray(SPECIES, c, c4 + 2 * LANES).add(s42);
            s43 = FloatVector.fromArray(SPECIES, c, c4 + 3 * LANES).add(s43);
            s50 = FloatVector.fromArray(SPECIES, c, c5).add(s50);
            s51 = FloatVector.fromArray(SPECIES, c, c5 + LANES).add(s51);
            s52 = FloatVector.fromArray(SPECIES, c, c5 + 2 * LANES).add(s52);
            s53 = FloatVector.fromArray(SPECIES, c, c5 + 3 * LANES).add(s53);
        }
        s00.intoArray(c, cOffset);
        s01.intoArray(c, cOffset + LANES);
        s02.intoArray(c, cOffset + 2 * LANES);
        s03.intoArray(c, cOffset + 3 * LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s12.intoArray(c, c1 + 2 * LANES);
        s13.intoArray(c, c1 + 3 * LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s22.intoArray(c, c2 + 2 * LANES);
        s23.intoArray(c, c2 + 3 * LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s32.intoArray(c, c3 + 2 * LANES);
        s33.intoArray(c, c3 + 3 * LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s42.intoArray(c, c4 + 2 * LANES);
        s43.intoArray(c, c4 + 3 * LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
        s52.intoArray(c, c5 + 2 * LANES);
        s53.intoArray(c, c5 + 3 * LANES);
    }

    /** A tile two vectors wide. */
    static void half(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int cRow,
            boolean add) {
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
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k * (2 * LANES));
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + k * (2 * LANES) + LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
        }
        int c1 = cOffset + cRow;
        int c2 = cOffset + 2 * cRow;
        int c3 = cOffset + 3 * cRow;
        int c4 = cOffset + 4 * cRow;
        int c5 = cOffset + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromArray(SPECIES, c, cOffset).add(s00);
            s01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES).add(s01);
            s10 = FloatVector.fromArray(SPECIES, c, c1).add(s10);
            s11 = FloatVector.fromArray(SPECIES, c, c1 + LANES).add(s11);
            s20 = FloatVector.fromArray(SPECIES, c, c2).add(s20);
            s21 = FloatVector.fromArray(SPECIES, c, c2 + LANES).add(s21);
            s30 = FloatVector.fromArray(SPECIES, c, c3).add(s30);
            s31 = FloatVector.fromArray(SPECIES, c, c3 + LANES).add(s31);
            s40 = FloatVector.fromArray(SPECIES, c, c4).add(s40);
            s41 = FloatVector.fromArray(SPECIES, c, c4 + LANES).add(s41);
            s50 = FloatVector.fromArray(SPECIES, c, c5).add(s50);
            s51 = FloatVector.fromArray(SPECIES, c, c5 + LANES).add(s51);
        }
        s00.intoArray(c, cOffset);
        s01.intoArray(c, cOffset + LANES);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + LANES);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + LANES);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + LANES);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + LANES);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + LANES);
    }

    /** A tile one vector wide. */
    static void narrow(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int cRow,
            boolean add) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s20 = FloatVector.zero(SPECIES);
        FloatVector s30 = FloatVector.zero(SPECIES);
        FloatVector s40 = FloatVector.zero(SPECIES);
        FloatVector s50 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + k * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL]);
            s00 = x.fma(b0, s00);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 1]);
            s10 = x.fma(b0, s10);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 2]);
            s20 = x.fma(b0, s20);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 3]);
            s30 = x.fma(b0, s30);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 4]);
            s40 = x.fma(b0, s40);
            x = FloatVector.broadcast(SPECIES, a[aOffset + k * PANEL + 5]);
            s50 = x.fma(b0, s50);
        }
        int c1 = cOffset + cRow;
        int c2 = cOffset + 2 * cRow;
        int c3 = cOffset + 3 * cRow;
        int c4 = cOffset + 4 * cRow;
        int c5 = cOffset + 5 * cRow;
        if (add) {
            s00 = FloatVector.fromArray(SPECIES, c, cOffset).add(s00);
            s10 = FloatVector.fromArray(SPECIES, c, c1).add(s10);
            s20 = FloatVector.fromArray(SPECIES, c, c2).add(s20);
            s30 = FloatVector.fromArray(SPECIES, c, c3).add(s30);
            s40 = FloatVector.fromArray(SPECIES, c, c4).add(s40);
            s50 = FloatVector.fromArray(SPECIES, c, c5).add(s50);
        }
        s00.intoArray(c, cOffset);
        s10.intoArray(c, c1);
        s20.intoArray(c, c2);
        s30.intoArray(c, c3);
        s40.intoArray(c, c4);
        s50.intoArray(c, c5);
    }
}
