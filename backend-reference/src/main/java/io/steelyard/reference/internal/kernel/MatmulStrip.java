package io.steelyard.reference.internal.kernel;

/** The product of rows of A and one panel of B, tile by tile. */
final class MatmulStrip {
    private static final int LANES = MatmulTiling.LANES;

    private MatmulStrip() {}

    /**
     * {@code C[rows, columns] = A[rows, depth] B[depth, columns]}, in one sum for each element.
     *
     * @param a A, whose element {@code [r, p]} lies {@code r * aRow + p * aStep} floats further on
     * @param readable rows that may be read from there, at least {@code rows}
     * @param panel B, {@code vectors} vectors wide even where there are fewer columns
     * @param panelRow bytes from a row of it to the next
     * @param depth at most {@link MatmulTiling#MAX_STRETCH}
     * @param cRow bytes from a row of C to the next
     * @param add whether to add what C held
     * @param bias the address of {@code columns} floats to add to each row, or 0
     */
    static void multiply(
            MatmulScratch scratch,
            long a,
            long aRow,
            long aStep,
            int rows,
            int readable,
            long panel,
            long panelRow,
            int vectors,
            int depth,
            long c,
            long cRow,
            int columns,
            boolean add,
            long bias) {
        boolean whole = columns == vectors * LANES;
        int height;
        for (int r = 0; r < rows; r += height) {
            height = MatmulTiling.height(rows - r, vectors);
            int there = Math.min(height, rows - r);
            long from = a + 4 * r * aRow;
            long fromRow = aRow;
            long fromStep = aStep;
            if (r + height > readable) {
                from = scratch.lastRows();
                fromRow = depth;
                fromStep = 1;
                copyRows(a + 4 * r * aRow, aRow, aStep, there, height, depth, from);
            }
            long to = c + r * cRow;
            if (whole && there == height) {
                tile(
                        vectors, height, from, fromRow, fromStep, panel, panelRow, depth, to, cRow,
                        add, bias);
            } else {
                long sums = scratch.tile();
                long sumsRow = 4L * vectors * LANES;
                tile(
                        vectors, height, from, fromRow, fromStep, panel, panelRow, depth, sums,
                        sumsRow, false, 0);
                EdgeTile.write(sums, sumsRow, there, columns, to, cRow, add, bias);
            }
        }
    }

    /** The last rows of A, where a tile would read beyond them; what is missing is 0. */
    private static void copyRows(
            long a, long aRow, long aStep, int there, int height, int depth, long to) {
        for (int r = 0; r < height; r++) {
            long from = a + 4 * r * aRow;
            long row = to + 4L * r * depth;
            for (int p = 0; p < depth; p++) {
                float value = r < there ? NativeMemory.getFloat(from + 4 * p * aStep) : 0;
                NativeMemory.setFloat(row + 4L * p, value);
            }
        }
    }

    private static void tile(
            int vectors,
            int height,
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
        boolean low = height < MatmulTiling.ROWS;
        switch (vectors) {
            case 4 -> {
                if (low) {
                    MatmulLowTile.wide(a, aRow, aStep, b, bRow, depth, c, cRow, add, bias);
                } else {
                    MatmulTile.wide(a, aRow, aStep, b, bRow, depth, c, cRow, add, bias);
                }
            }
            case 2 -> {
                if (low) {
                    MatmulLowTile.medium(a, aRow, aStep, b, bRow, depth, c, cRow, add, bias);
                } else {
                    MatmulTile.medium(a, aRow, aStep, b, bRow, depth, c, cRow, add, bias);
                }
            }
            default -> MatmulTile.narrow(a, aRow, aStep, b, bRow, depth, c, cRow, add, bias);
        }
    }
}
