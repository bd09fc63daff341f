package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionPacking.LANES;
import static io.steelyard.reference.internal.kernel.AttentionPacking.PANEL;

/**
 * Chooses the tile of a width: one of {@link AttentionRowTile} and {@link AttentionColumnTile},
 * whose arguments these are.
 */
final class AttentionTile {
    private AttentionTile() {}

    /** Products of six rows with a key panel, or with its left half alone. */
    static void scores(
            float[] a,
            int aOffset,
            int aRow,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int cRow,
            boolean half,
            boolean add) {
        if (half) {
            AttentionRowTile.leftHalf(a, aOffset, aRow, b, bOffset, depth, c, cOffset, cRow, add);
        } else {
            AttentionRowTile.wide(a, aOffset, aRow, b, bOffset, depth, c, cOffset, cRow, add);
        }
    }

    /** Products of six rows with a column panel of the given width, which is also C's. */
    static void rows(
            float[] a,
            int aOffset,
            int aRow,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int width,
            boolean add) {
        if (width == PANEL) {
            AttentionRowTile.wide(a, aOffset, aRow, b, bOffset, depth, c, cOffset, width, add);
        } else if (width == 2 * LANES) {
            AttentionRowTile.half(a, aOffset, aRow, b, bOffset, depth, c, cOffset, width, add);
        } else {
            AttentionRowTile.narrow(a, aOffset, aRow, b, bOffset, depth, c, cOffset, width, add);
        }
    }

    /** Adds the products of six columns of a panel with a column panel of the given width. */
    static void addColumns(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int depth,
            float[] c,
            int cOffset,
            int width) {
        if (depth <= 0) {
            return;
        }
        if (width == PANEL) {
            AttentionColumnTile.wide(a, aOffset, b, bOffset, depth, c, cOffset, width, true);
        } else if (width == 2 * LANES) {
            AttentionColumnTile.half(a, aOffset, b, bOffset, depth, c, cOffset, width, true);
        } else {
            AttentionColumnTile.narrow(a, aOffset, b, bOffset, depth, c, cOffset, width, true);
        }
    }
}
