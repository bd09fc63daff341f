package io.steelyard.reference.internal.kernel;

import jdk.incubator.vector.FloatVector;

import java.util.Locale;

/**
 * How matrix products are cut. A sliver is {@link #ROWS} rows of A, a panel is up to {@link
 * #PANEL_VECTORS} vectors of columns of B; their product, a tile of C, stays in registers while a
 * block of k is summed. The order in which an element of C is summed depends on k alone, never on
 * the threads, nor, but for {@link MatmulParts}, on the other elements.
 *
 * <p>The scheme is that of Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication
 * (2008).
 */
final class MatmulTiling {
    static final int LANES = FloatVector.SPECIES_PREFERRED.length();

    /** Rows of a tile. */
    static final int ROWS = 6;

    /**
     * Vectors in a row of a tile: four with 32 vector registers (24 sums, 4 of B, 1 of A), two with
     * 16 (12 sums, 2 of B, 1 of A).
     */
    static final int PANEL_VECTORS = hasManyRegisters() ? 4 : 2;

    /** Columns of a full panel. */
    static final int COLUMNS = PANEL_VECTORS * LANES;

    /** The longest block of k. */
    static final int MAX_DEPTH = 512;

    /**
     * The longest stretch of a block of k that a tile sums at a time: so much of a panel of B, 32
     * KB, stays in the nearest cache while tile after tile reads it. From the next cache it would
     * come too slowly for processors that start two multiply-adds of whole vectors in a cycle.
     */
    static final int MAX_STRETCH = 8192 / COLUMNS;

    /** Rows of A that one task packs for itself, so that they stay in its second-level cache. */
    static final int MAX_TASK_ROWS = 40 * ROWS;

    /** Floats of a packed operand that all tasks share; larger ones are cut. */
    static final int MAX_SHARED_FLOATS = 1 << 21;

    /** Floats of rows of A that all tasks share: 1 MB, which a second-level cache may hold. */
    static final int MAX_SHARED_ROWS_FLOATS = 1 << 18;

    /** Panels that read a row of A before it is worth to be packed. */
    static final int MAX_PANELS_IN_PLACE = 8;

    /** Rows of tiles that read a panel of B before it is worth to be packed. */
    static final int MAX_ROWS_IN_PLACE = 16 * ROWS;

    private MatmulTiling() {}

    private static boolean hasManyRegisters() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean x86 = architecture.contains("86") || architecture.equals("amd64");
        return !x86 || LANES >= 16;
    }

    /** How long the blocks are that k is cut into: all the same but for the last. */
    static int depth(int k) {
        return part(k, MAX_DEPTH);
    }

    /**
     * Rows of the next tile of a panel, where so many are left: six, or four where that wastes
     * fewer and there are tiles of four.
     */
    static int height(int rows, int vectors) {
        int low = MatmulLowTile.ROWS;
        boolean spares = rows <= low || rows > ROWS && rows <= 2 * low;
        return spares && vectors >= MatmulLowTile.LEAST_VECTORS ? low : ROWS;
    }

    /** How many rows the tiles of a wide panel have together that hold so many rows. */
    static int tiledRows(int rows) {
        int done = 0;
        while (done < rows) {
            done += height(rows - done, PANEL_VECTORS);
        }
        return done;
    }

    /**
     * Whether A may be read where it lies if its rows are so many floats apart. A tile reads six of
     * them at a time, which the ways of a set of the nearest cache hold; of the next one, hundreds
     * must not share a few sets.
     */
    static boolean isInPlaceDistanceOfA(long floats) {
        return floats % 2048 != 0;
    }

    /**
     * Whether B may be read where it lies if its rows are so many floats apart: those of a stretch
     * must not share a few sets of a cache.
     */
    static boolean isInPlaceDistanceOfB(long floats) {
        return floats % 512 != 0;
    }

    /** How many columns of B are packed at a time, whole panels, where k has this length. */
    static int columns(int k) {
        return MAX_SHARED_FLOATS / Math.max(1, depth(k)) / COLUMNS * COLUMNS;
    }

    /** How long the stretches are that a block of k is cut into: all the same but for the last. */
    static int stretch(int depth) {
        return part(depth, MAX_STRETCH);
    }

    private static int part(int length, int most) {
        if (length <= most) {
            return length;
        }
        int parts = (length + most - 1) / most;
        return Math.min(most, roundUp((length + parts - 1) / parts, 16));
    }

    /** How many panels {@code columns} columns are cut into. */
    static int panels(int columns) {
        int vectors = (columns + LANES - 1) / LANES;
        int rest = vectors % PANEL_VECTORS;
        return vectors / PANEL_VECTORS + (rest >> 1) + (rest & 1);
    }

    /** The vector of columns that panel {@code panel} of {@code columns} columns starts at. */
    static int panelStart(int panel, int columns) {
        int vectors = (columns + LANES - 1) / LANES;
        int full = vectors / PANEL_VECTORS;
        return panel <= full ? panel * PANEL_VECTORS : full * PANEL_VECTORS + 2;
    }

    /** How many vectors wide panel {@code panel} of {@code columns} columns is: 4, 2 or 1. */
    static int panelVectors(int panel, int columns) {
        int vectors = (columns + LANES - 1) / LANES;
        int left = vectors - panelStart(panel, columns);
        return left >= PANEL_VECTORS ? PANEL_VECTORS : left >= 2 ? 2 : 1;
    }

    static int roundUp(int size, int multiple) {
        return (size + multiple - 1) / multiple * multiple;
    }
}
