package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.RowKernelsTest.assertClose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RotationKernelsTest {
    /** Two products and their sum round three times, by half an ulp of 4 at most. */
    private static final double ROUNDING = 3 * 4 * 0x1p-24;

    private static final int HEADS = 3;

    @ParameterizedTest
    @CsvSource({
        "5, 5, 2, 2",
        "6, 3, 64, 64",
        "6, 2, 64, 32",
        "4, 4, 11, 6",
        "3, 1, 40, 34",
        "2, 2, 100, 100",
    })
    void agreesWithItsTwin(int rows, int tableRows, int dim, int rotated) {
        int size = rows * HEADS * dim;
        Buffer x = Buffer.gaussian(size, 1);
        int half = rotated / 2;
        Buffer cos = Buffer.floats(tableRows * half, i -> Math.cos(i));
        Buffer sin = Buffer.floats(tableRows * half, i -> Math.sin(i));
        long c = cos.address();
        long s = sin.address();
        for (int variant = 0; variant < 4; variant++) {
            boolean halves = variant % 2 == 0;
            boolean inverse = variant / 2 == 0;
            Buffer out = Buffer.words(size);
            Buffer exact = Buffer.words(size);
            Buffer same = Buffer.of(x.floats());
            long to = out.address();
            RotationKernels.rotate(
                    to,
                    x.address(),
                    c,
                    s,
                    tableRows,
                    HEADS,
                    dim,
                    rotated,
                    halves,
                    inverse,
                    0,
                    rows);
            ScalarRotationKernels.rotate(
                    exact.address(),
                    x.address(),
                    c,
                    s,
                    tableRows,
                    HEADS,
                    dim,
                    rotated,
                    halves,
                    inverse,
                    0,
                    rows);
            assertClose(out, exact, 0, ROUNDING);
            // In place, and row by row, the bits are the same.
            long from = same.address();
            for (int row = rows - 1; row >= 0; row--) {
                RotationKernels.rotate(
                        from, from, c, s, tableRows, HEADS, dim, rotated, halves, inverse, row,
                        row + 1);
            }
            assertThat(same.floats()).containsExactly(out.floats());
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        Buffer x = Buffer.gaussian(4 * 2 * 70, 1);
        Buffer table = Buffer.gaussian(4 * 30, 2);
        long a = x.address();
        long t = table.address();
        for (boolean halves : new boolean[] {false, true}) {
            assertThat(
                            Allocation.bytesPerCall(
                                    () ->
                                            RotationKernels.rotate(
                                                    a, a, t, t, 4, 2, 70, 60, halves, false, 0, 4)))
                    .isZero();
        }
    }
}
