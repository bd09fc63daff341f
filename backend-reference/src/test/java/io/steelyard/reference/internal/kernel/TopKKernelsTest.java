package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** Selections against a stable sort. */
final class TopKKernelsTest {
    private static final float[] FEW = {
        1, 2, -3, 0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 2", "40, 40", "100, 7", "1000, 1", "1000, 50"})
    void floatsComeInDescendingOrderTheFirstOfEqualsFirst(int columns, int k) {
        Random random = new Random(columns);
        int rows = 6;
        Buffer in =
                Buffer.floats(
                        rows * columns,
                        i ->
                                i / columns % 2 == 0
                                        ? random.nextGaussian()
                                        : FEW[random.nextInt(FEW.length)]);
        Buffer values = Buffer.words((long) rows * k);
        Buffer indices = Buffer.words((long) rows * k);
        Buffer valueTwin = Buffer.words((long) rows * k);
        Buffer indexTwin = Buffer.words((long) rows * k);
        TopKKernels.floats(values.address(), indices.address(), in.address(), columns, k, 0, rows);
        ScalarTopKKernels.floats(
                valueTwin.address(), indexTwin.address(), in.address(), columns, k, 0, rows);
        float[] x = in.floats();
        for (int row = 0; row < rows; row++) {
            int start = row * columns;
            int[] expected =
                    IntStream.range(0, columns)
                            .boxed()
                            .sorted(
                                    // Adding 0 makes the zeros equal, which the comparator tells
                                    // apart; it takes NaN for the largest.
                                    Comparator.comparing((Integer i) -> x[start + i] + 0f)
                                            .reversed())
                            .limit(k)
                            .mapToInt(Integer::intValue)
                            .toArray();
            for (int i = 0; i < k; i++) {
                assertThat(indices.ints()[row * k + i]).isEqualTo(expected[i]);
                assertThat(values.ints()[row * k + i]).isEqualTo(in.ints()[start + expected[i]]);
            }
        }
        assertThat(indexTwin.ints()).isEqualTo(indices.ints());
        assertThat(valueTwin.ints()).isEqualTo(values.ints());
        assertThat(values.intact() && indices.intact()).isTrue();
    }

    @Test
    void intsComeInDescendingOrderTheFirstOfEqualsFirst() {
        Buffer in = Buffer.of(5, Integer.MIN_VALUE, 7, 5, Integer.MAX_VALUE, 7, -1, 0);
        Buffer values = Buffer.words(5);
        Buffer indices = Buffer.words(5);
        ScalarTopKKernels.ints(values.address(), indices.address(), in.address(), 8, 5, 0, 1);
        assertThat(indices.ints()).containsExactly(4, 2, 5, 0, 3);
        assertThat(values.ints()).containsExactly(Integer.MAX_VALUE, 7, 7, 5, 5);
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        Buffer in = Buffer.gaussian(2000, 1);
        Buffer values = Buffer.words(40);
        Buffer indices = Buffer.words(40);
        assertThat(
                        Allocation.bytesPerCall(
                                () ->
                                        TopKKernels.floats(
                                                values.address(),
                                                indices.address(),
                                                in.address(),
                                                1000,
                                                20,
                                                0,
                                                2)))
                .isZero();
    }
}
