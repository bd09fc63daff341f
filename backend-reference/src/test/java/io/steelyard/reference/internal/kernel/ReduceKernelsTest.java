package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/** The scalar twins sum in float64 and round once. */
final class ReduceKernelsTest {
    interface Rows {
        void run(long out, long in, long columns, long rowFrom, long rowTo);
    }

    interface Middle {
        void run(long out, long in, long outer, long middle, long inner, long from, long to);
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "1, 1", "3, 65", "2, 1000", "1, 40000"})
    void rows(int rows, int columns) {
        Buffer floats = Buffer.gaussian(rows * columns, 1);
        Buffer ints = Buffer.of(new Random(2).ints((long) rows * columns).toArray());
        // Errors of the additions of one lane, each half an ulp of a sum of about sqrt(columns).
        double sum = 0x1p-24 * columns;
        checkRows(ReduceKernels::sumRows, ScalarReduceKernels::sumRows, floats, rows, columns, sum);
        checkRows(ReduceKernels::maxRows, ScalarReduceKernels::maxRows, floats, rows, columns, 0);
        checkRows(ReduceKernels::minRows, ScalarReduceKernels::minRows, floats, rows, columns, 0);
        checkRows(
                IntReduceKernels::sumRows,
                ScalarIntReduceKernels::sumRows,
                ints,
                rows,
                columns,
                -1);
        checkRows(
                IntReduceKernels::maxRows,
                ScalarIntReduceKernels::maxRows,
                ints,
                rows,
                columns,
                -1);
        checkRows(
                IntReduceKernels::minRows,
                ScalarIntReduceKernels::minRows,
                ints,
                rows,
                columns,
                -1);
    }

    private static void checkRows(
            Rows kernel, Rows scalar, Buffer in, int rows, int columns, double tolerance) {
        Buffer out = Buffer.words(rows);
        Buffer exact = Buffer.words(rows);
        kernel.run(out.address(), in.address(), columns, 0, rows);
        scalar.run(exact.address(), in.address(), columns, 0, rows);
        compare(out, exact, tolerance);
    }

    private static void compare(Buffer out, Buffer exact, double tolerance) {
        if (tolerance <= 0) {
            assertThat(out.ints()).containsExactly(exact.ints());
        } else {
            for (int i = 0; i < exact.floats().length; i++) {
                assertThat((double) out.at(i)).isCloseTo(exact.at(i), within(tolerance));
            }
        }
        assertThat(out.intact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 1", "2, 130, 65", "3, 0, 4", "1, 768, 33"})
    void middle(int outer, int middle, int inner) {
        int size = outer * middle * inner;
        Buffer floats = Buffer.gaussian(size, 1);
        Buffer ints = Buffer.of(new Random(2).ints(size).toArray());
        Middle[] kernels = {
            ReduceKernels::sumMiddle,
            ReduceKernels::maxMiddle,
            ReduceKernels::minMiddle,
            IntReduceKernels::sumMiddle,
            IntReduceKernels::maxMiddle,
            IntReduceKernels::minMiddle
        };
        Middle[] scalars = {
            ScalarReduceKernels::sumMiddle,
            ScalarReduceKernels::maxMiddle,
            ScalarReduceKernels::minMiddle,
            ScalarIntReduceKernels::sumMiddle,
            ScalarIntReduceKernels::maxMiddle,
            ScalarIntReduceKernels::minMiddle
        };
        for (int i = 0; i < kernels.length; i++) {
            Buffer in = i < 3 ? floats : ints;
            Buffer out = Buffer.words(outer * inner);
            Buffer exact = Buffer.words(outer * inner);
            int split = inner / 3;
            long to = out.address();
            kernels[i].run(to, in.address(), outer, middle, inner, split, inner);
            kernels[i].run(to, in.address(), outer, middle, inner, 0, split);
            scalars[i].run(exact.address(), in.address(), outer, middle, inner, 0, inner);
            compare(out, exact, i == 0 ? 0x1p-24 * (1 + middle) : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 2, 1", "2, 5, 65", "40, 130, 1", "3, 0, 4"})
    void logic(int outer, int middle, int inner) {
        byte[] bytes = new byte[outer * middle * inner];
        Random random = new Random(3);
        for (int i = 0; i < bytes.length; i++) {
            // Lines of one value, so that both results of both reductions occur.
            int line = i / (middle * inner) + i % inner;
            bytes[i] = (byte) (line % 3 == 2 ? random.nextInt(2) : line % 3);
        }
        Buffer in = Buffer.ofBytes(bytes);
        Buffer all = Buffer.bytes((long) outer * inner);
        Buffer any = Buffer.bytes((long) outer * inner);
        long from = in.address();
        if (inner == 1) {
            int split = outer / 3;
            IntReduceKernels.andRows(all.address(), from, middle, split, outer);
            IntReduceKernels.andRows(all.address(), from, middle, 0, split);
            IntReduceKernels.orRows(any.address(), from, middle, split, outer);
            IntReduceKernels.orRows(any.address(), from, middle, 0, split);
        } else {
            IntReduceKernels.andMiddle(all.address(), from, outer, middle, inner, 0, inner);
            IntReduceKernels.orMiddle(any.address(), from, outer, middle, inner, 0, inner);
        }
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                boolean and = true;
                boolean or = false;
                for (int m = 0; m < middle; m++) {
                    boolean value = bytes[(o * middle + m) * inner + i] != 0;
                    and &= value;
                    or |= value;
                }
                assertThat(all.toBytes()[o * inner + i]).isEqualTo((byte) (and ? 1 : 0));
                assertThat(any.toBytes()[o * inner + i]).isEqualTo((byte) (or ? 1 : 0));
            }
        }
        assertThat(all.intact()).isTrue();
        assertThat(any.intact()).isTrue();
    }

    /** Once in the vectors and once in the rest of a row; the other rows hold none. */
    @ParameterizedTest
    @CsvSource({"0", "17", "69"})
    void aNotANumberIsTheLargestAndTheSmallest(int place) {
        int columns = 70;
        float[] values = Buffer.gaussian(3 * columns, 4).floats();
        values[columns + place] = Float.NaN;
        Buffer in = Buffer.of(values);
        Rows[] rows = {
            ReduceKernels::maxRows,
            ReduceKernels::minRows,
            ScalarReduceKernels::maxRows,
            ScalarReduceKernels::minRows
        };
        for (Rows kernel : rows) {
            Buffer out = Buffer.words(3);
            kernel.run(out.address(), in.address(), columns, 0, 3);
            assertThat(out.at(0)).isFinite();
            assertThat(out.at(1)).isNaN();
            assertThat(out.at(2)).isFinite();
        }
        Middle[] middles = {
            ReduceKernels::maxMiddle,
            ReduceKernels::minMiddle,
            ScalarReduceKernels::maxMiddle,
            ScalarReduceKernels::minMiddle
        };
        for (Middle kernel : middles) {
            Buffer out = Buffer.words(columns);
            kernel.run(out.address(), in.address(), 1, 3, columns, 0, columns);
            for (int i = 0; i < columns; i++) {
                assertThat(Float.isNaN(out.at(i))).isEqualTo(i == place);
            }
        }
    }

    @Test
    void takeAndScatterClampTheirIndices() {
        int inner = 21;
        Buffer table = Buffer.gaussian(4 * inner, 1);
        Buffer updates = Buffer.gaussian(5 * inner, 2);
        Buffer indices = Buffer.of(2, -1, 9, 2, 0);
        Buffer out = Buffer.words(5 * inner);
        IndexKernels.takeRows(
                out.address(), table.address(), 4, indices.address(), 4L * inner, 0, 5);
        int[] clamped = {2, 0, 3, 2, 0};
        for (int i = 0; i < 5 * inner; i++) {
            assertThat(out.at(i)).isEqualTo(table.at(clamped[i / inner] * inner + i % inner));
        }
        Buffer twin = Buffer.words(5 * inner);
        long index = indices.address();
        ScalarIndexKernels.takeRows(twin.address(), table.address(), 4, index, 4L * inner, 0, 5);
        assertThat(twin.floats()).containsExactly(out.floats());
        long from = updates.address();
        for (int operation = 0; operation < 3; operation++) {
            Buffer left = Buffer.of(table.floats());
            Buffer right = Buffer.of(table.floats());
            long a = left.address();
            long b = right.address();
            if (operation == 0) {
                IndexKernels.scatterAdd(a, 4, index, from, 5, inner, 3, inner);
                IndexKernels.scatterAdd(a, 4, index, from, 5, inner, 0, 3);
                ScalarIndexKernels.scatterAdd(b, 4, index, from, 5, inner, 0, inner);
                double sum = (double) table.at(0) + updates.at(inner) + updates.at(4 * inner);
                assertThat((double) left.at(0)).isCloseTo(sum, within(1e-6));
            } else if (operation == 1) {
                IndexKernels.scatterMax(a, 4, index, from, 5, inner, 0, inner);
                ScalarIndexKernels.scatterMax(b, 4, index, from, 5, inner, 0, inner);
            } else {
                IndexKernels.scatterSet(a, 4, index, from, 5, inner, 0, inner);
                ScalarIndexKernels.scatterSet(b, 4, index, from, 5, inner, 0, inner);
                assertThat(left.at(2 * inner)).isEqualTo(updates.at(3 * inner));
            }
            assertThat(left.floats()).containsExactly(right.floats());
            assertThat(left.intact()).isTrue();
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        Buffer first = Buffer.words(1000);
        Buffer second = Buffer.words(1000);
        long a = first.address();
        long b = second.address();
        Runnable[] kernels = {
            () -> ReduceKernels.sumRows(a, b, 100, 0, 10),
            () -> ReduceKernels.maxRows(a, b, 100, 0, 10),
            () -> ReduceKernels.minRows(a, b, 100, 0, 10),
            () -> ReduceKernels.sumMiddle(a, b, 1, 10, 100, 0, 100),
            () -> ReduceKernels.maxMiddle(a, b, 1, 10, 100, 0, 100),
            () -> ReduceKernels.minMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IntReduceKernels.sumRows(a, b, 100, 0, 10),
            () -> IntReduceKernels.maxRows(a, b, 100, 0, 10),
            () -> IntReduceKernels.minRows(a, b, 100, 0, 10),
            () -> IntReduceKernels.sumMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IntReduceKernels.maxMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IntReduceKernels.minMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IntReduceKernels.andRows(a, b, 100, 0, 10),
            () -> IntReduceKernels.orRows(a, b, 100, 0, 10),
            () -> IntReduceKernels.andMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IntReduceKernels.orMiddle(a, b, 1, 10, 100, 0, 100),
            () -> IndexKernels.takeRows(a, b, 10, b, 400, 0, 10),
            () -> IndexKernels.scatterAdd(a, 10, b, b, 10, 100, 0, 100),
            () -> IndexKernels.scatterMax(a, 10, b, b, 10, 100, 0, 100),
            () -> IndexKernels.scatterSet(a, 10, b, b, 10, 100, 0, 100)
        };
        for (int i = 0; i < kernels.length; i++) {
            assertThat(Allocation.bytesPerCall(kernels[i])).as("kernel %s", i).isZero();
        }
    }

    /** Interpreted and compiled, the lanes are added in one order. */
    @Test
    void sumsStayTheSameOnceTheyAreCompiled() {
        int count = 67;
        Buffer x = Buffer.gaussian(count, 1);
        Buffer sum = Buffer.words(1);
        ReduceKernels.sumRows(sum.address(), x.address(), count, 0, 1);
        float first = sum.at(0);
        for (int i = 0; i < 100_000; i++) {
            ReduceKernels.sumRows(sum.address(), x.address(), count, 0, 1);
            assertThat(sum.at(0) == first).isTrue();
        }
    }
}
