package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

final class CopyKernelsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 37", "37, 1", "32, 32", "33, 65", "7, 100"})
    void transposeSwapsRowsAndColumns(int rows, int columns) {
        Buffer in = Buffer.gaussian(rows * columns, 1);
        Buffer out = Buffer.words(rows * columns);
        Buffer twin = Buffer.words(rows * columns);
        CopyKernels.transpose(out.address(), in.address(), rows, columns);
        ScalarCopyKernels.transpose(twin.address(), in.address(), rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                assertThat(out.at(column * rows + row)).isEqualTo(in.at(row * columns + column));
            }
        }
        assertThat(twin.floats()).containsExactly(out.floats());
        assertThat(out.intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void copyFollowsAnyStrides(int elementBytes) {
        Random random = new Random(2);
        for (int round = 0; round < 400; round++) {
            int rank = random.nextInt(5);
            int[] sizes = new int[rank];
            long elements = 1;
            for (int axis = 0; axis < rank; axis++) {
                sizes[axis] = random.nextInt(8) == 0 ? 40 : 1 + random.nextInt(5);
                elements *= sizes[axis];
            }
            if (random.nextInt(20) == 0 && rank > 0) {
                sizes[random.nextInt(rank)] = 0;
            }
            long[] outStrides = permuted(sizes, round % 3 == 0 ? null : random);
            long[] inStrides = permuted(sizes, round % 2 == 0 ? null : random);
            long in = 0;
            Buffer from = Buffer.bytes(elements * elementBytes);
            from.segment.asByteBuffer().put(randomBytes(elements * elementBytes, random));
            for (int axis = 0; axis < rank; axis++) {
                int kind = random.nextInt(6);
                if (kind == 0) {
                    inStrides[axis] = 0;
                } else if (kind == 1 && sizes[axis] > 0) {
                    in += inStrides[axis] * (sizes[axis] - 1);
                    inStrides[axis] = -inStrides[axis];
                }
            }
            Buffer out = Buffer.bytes(elements * elementBytes);
            Buffer twin = Buffer.bytes(elements * elementBytes);
            long start = from.address() + in * elementBytes;
            CopyKernels.copy(out.address(), start, sizes, outStrides, inStrides, elementBytes);
            ScalarCopyKernels.copy(
                    twin.address(), start, sizes, outStrides, inStrides, elementBytes);
            assertThat(out.toBytes()).containsExactly(twin.toBytes());
            assertThat(out.intact()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 9, 1, 7", "4, 9, 256, 300", "4, 3, 300, 301", "4, 5, 3, 3", "1, 6, 5, 9",
                "1, 4, 64, 64",
        "2, 5, 3, 8", "2, 3, 1, 2", "8, 5, 1, 3", "8, 7, 17, 40", "8, 3, 200, 200", "1, 0, 5, 9"
    })
    void rowsAreCopiedFromAndToAnyDistance(int bytes, int rows, int width, int distance) {
        Random random = new Random(width);
        int[] sizes = {rows, width};
        long[] near = {width, 1};
        long[] far = {distance, 1};
        Buffer from = Buffer.bytes((long) rows * distance * bytes);
        from.segment.asByteBuffer().put(randomBytes((long) rows * distance * bytes, random));
        Buffer dense = Buffer.bytes((long) rows * width * bytes);
        Buffer twin = Buffer.bytes((long) rows * width * bytes);
        CopyKernels.copyRows(dense.address(), width, from.address(), distance, rows, width, bytes);
        ScalarCopyKernels.copy(twin.address(), from.address(), sizes, near, far, bytes);
        assertThat(dense.toBytes()).containsExactly(twin.toBytes());
        assertThat(dense.intact()).isTrue();

        Buffer back = Buffer.bytes((long) rows * distance * bytes);
        Buffer backTwin = Buffer.bytes((long) rows * distance * bytes);
        CopyKernels.copyRows(back.address(), distance, dense.address(), width, rows, width, bytes);
        ScalarCopyKernels.copy(backTwin.address(), dense.address(), sizes, far, near, bytes);
        assertThat(back.toBytes()).containsExactly(backTwin.toBytes());
        assertThat(back.intact()).isTrue();
    }

    private static byte[] randomBytes(long size, Random random) {
        byte[] bytes = new byte[(int) size];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Dense strides with the axes laid out in a random order, or in row-major order. */
    private static long[] permuted(int[] sizes, @Nullable Random random) {
        int rank = sizes.length;
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        for (int i = rank - 1; random != null && i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        long[] strides = new long[rank];
        long stride = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[order[i]] = stride;
            stride *= Math.max(1, sizes[order[i]]);
        }
        return strides;
    }

    @Test
    void copyMovesHeadsBeforeTime() {
        // [time 3, heads 2, width 4] to [heads, time, width]
        Buffer in = Buffer.floats(24, i -> i);
        Buffer out = Buffer.words(24);
        CopyKernels.copy(
                out.address(),
                in.address(),
                new int[] {3, 2, 4},
                new long[] {4, 12, 1},
                new long[] {8, 4, 1},
                4);
        assertThat(out.floats())
                .containsExactly(
                        0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 4, 5, 6, 7, 12, 13, 14, 15, 20,
                        21, 22, 23);
    }

    @Test
    void fillWritesTheRangeAlone() {
        for (int count : new int[] {0, 1, 15, 16, 17, 100}) {
            Buffer out = Buffer.words(count);
            CopyKernels.fill(out.address(), 0x01020304, count);
            assertThat(out.ints()).containsOnly(count == 0 ? new int[0] : new int[] {0x01020304});
            assertThat(out.intact()).isTrue();
            Buffer twin = Buffer.words(count);
            ScalarCopyKernels.fill(twin.address(), 0x01020304, count);
            assertThat(twin.ints()).containsExactly(out.ints());
            Buffer bytes = Buffer.bytes(count);
            CopyKernels.fillBytes(bytes.address(), (byte) 7, count);
            Buffer byteTwin = Buffer.bytes(count);
            ScalarCopyKernels.fillBytes(byteTwin.address(), (byte) 7, count);
            assertThat(bytes.toBytes()).containsExactly(byteTwin.toBytes());
            assertThat(bytes.intact()).isTrue();
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        Buffer in = Buffer.words(3000);
        Buffer out = Buffer.words(3000);
        long from = in.address();
        long to = out.address();
        int[] sizes = {3, 10, 100};
        long[] dense = {1000, 100, 1};
        long[] swapped = {100, 300, 1};
        long[] transposed = {1000, 1, 10};
        assertThat(
                        Allocation.bytesPerCall(
                                () -> CopyKernels.copy(to, from, sizes, dense, dense, 4)))
                .isZero();
        assertThat(
                        Allocation.bytesPerCall(
                                () -> CopyKernels.copy(to, from, sizes, dense, swapped, 4)))
                .isZero();
        assertThat(
                        Allocation.bytesPerCall(
                                () -> CopyKernels.copy(to, from, sizes, dense, transposed, 4)))
                .isZero();
        assertThat(
                        Allocation.bytesPerCall(
                                () -> CopyKernels.copyRows(to, 100, from, 150, 20, 100, 4)))
                .isZero();
        assertThat(Allocation.bytesPerCall(() -> CopyKernels.fill(to, 1, 3000))).isZero();
        assertThat(Allocation.bytesPerCall(() -> CopyKernels.fillBytes(to, (byte) 1, 3001)))
                .isZero();
    }
}
