package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.reference.internal.kernel.WindowShape.Axis;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Windows against loops over all pairs of a position and a tap, in float64. */
final class WindowKernelsTest {
    interface Kernel {
        void run(WindowShape shape, long inner, long out, long in, long from, long to);
    }

    private static Axis axis(
            long cells, long taps, long stride, long low, long high, long dilation) {
        long extent = (taps - 1) * dilation + 1;
        long padded = low + cells + high;
        long positions = padded < extent ? 0 : (padded - extent) / stride + 1;
        return new Axis(cells, positions, taps, stride, low, dilation);
    }

    private static List<Axis> random(Random random) {
        List<Axis> axes = new ArrayList<>();
        int rank = random.nextInt(4);
        for (int i = 0; i < rank; i++) {
            axes.add(
                    random.nextInt(3) == 0
                            ? axis(1 + random.nextInt(3), 1, 1, 0, 0, 1)
                            : axis(
                                    1 + random.nextInt(7),
                                    1 + random.nextInt(3),
                                    1 + random.nextInt(3),
                                    random.nextInt(5),
                                    random.nextInt(3),
                                    1 + random.nextInt(2)));
        }
        return axes;
    }

    /** The cells of a window in the order of its taps, by the definition alone. */
    private static List<Integer> cells(List<Axis> axes, int position) {
        List<Integer> cells = new ArrayList<>();
        long taps = axes.stream().mapToLong(Axis::taps).reduce(1, (a, b) -> a * b);
        for (int tap = 0; tap < taps; tap++) {
            long p = position;
            long t = tap;
            long cell = 0;
            long step = 1;
            boolean inside = true;
            for (Axis axis : axes.reversed()) {
                long at =
                        p % axis.positions() * axis.stride()
                                - axis.low()
                                + t % axis.taps() * axis.dilation();
                inside &= at >= 0 && at < axis.cells();
                cell += at * step;
                step *= axis.cells();
                p /= axis.positions();
                t /= axis.taps();
            }
            if (inside) {
                cells.add((int) cell);
            }
        }
        return cells;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 37})
    void joinTheCellsOfEachWindow(int inner) {
        Random random = new Random(inner);
        for (int round = 0; round < 150; round++) {
            List<Axis> axes = random(random);
            WindowShape shape = new WindowShape(axes);
            int elements = Math.toIntExact(shape.positions() * inner);
            Buffer in = Buffer.gaussian((int) shape.cells() * inner, round);
            if (random.nextInt(4) == 0) {
                in.segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, Float.NaN);
            }
            float[] x = in.floats();
            float[] sums = run(WindowKernels::sum, shape, inner, in);
            float[] sumTwin = run(ScalarWindowKernels::sum, shape, inner, in);
            float[] largest = run(WindowKernels::max, shape, inner, in);
            float[] largestTwin = run(ScalarWindowKernels::max, shape, inner, in);
            assertThat(sumTwin).isEqualTo(sums);
            assertThat(largestTwin).isEqualTo(largest);
            for (int element = 0; element < elements; element++) {
                double sum = 0;
                double max = Double.NEGATIVE_INFINITY;
                for (int cell : cells(axes, element / inner)) {
                    sum += x[cell * inner + element % inner];
                    max = Math.max(max, x[cell * inner + element % inner]);
                }
                assertThat(Double.valueOf(largest[element])).isEqualTo(Double.valueOf(max));
                if (Double.isNaN(sum)) {
                    assertThat(sums[element]).isNaN();
                } else {
                    // At most 27 additions of numbers below 5.
                    assertThat((double) sums[element])
                            .isCloseTo(sum, within(27 * 27 * 5 * 0x1p-24));
                }
            }
        }
    }

    private static float[] run(Kernel kernel, WindowShape shape, int inner, Buffer in) {
        Buffer out = Buffer.words(shape.positions() * inner);
        long half = shape.positions() / 2;
        kernel.run(shape, inner, out.address(), in.address(), 0, half);
        kernel.run(shape, inner, out.address(), in.address(), half, shape.positions());
        assertThat(out.intact()).isTrue();
        return out.floats();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 37})
    void theFirstLargestCellTakesTheGradient(int inner) {
        Random random = new Random(inner);
        float[] values = {1, 1, 2, 2, 0f, -0f, Float.NaN, Float.NEGATIVE_INFINITY};
        for (int round = 0; round < 150; round++) {
            List<Axis> axes = random(random);
            WindowShape shape = new WindowShape(axes);
            Buffer in =
                    Buffer.floats(
                            (int) shape.cells() * inner,
                            i -> values[random.nextInt(values.length)]);
            // Small integers: sums are exact in any order.
            Buffer gradient =
                    Buffer.floats((int) shape.positions() * inner, i -> random.nextInt(100) - 50);
            float[] x = in.floats();
            float[] dy = gradient.floats();
            float[] expected = new float[x.length];
            for (int element = 0; element < dy.length; element++) {
                int taker = -1;
                for (int cell : cells(axes, element / inner)) {
                    int at = cell * inner + element % inner;
                    if (taker < 0 || x[at] > x[taker] || (x[at] != x[at] && x[taker] == x[taker])) {
                        taker = at;
                    }
                }
                if (taker >= 0) {
                    expected[taker] += dy[element];
                }
            }
            Buffer out = Buffer.words(x.length);
            Buffer twin = Buffer.words(x.length);
            int middle = inner / 2;
            for (int[] channels : new int[][] {{0, middle}, {middle, inner}}) {
                WindowKernels.maxGradient(
                        shape,
                        inner,
                        out.address(),
                        in.address(),
                        gradient.address(),
                        0,
                        shape.positions(),
                        channels[0],
                        channels[1]);
                ScalarWindowKernels.maxGradient(
                        shape,
                        inner,
                        twin.address(),
                        in.address(),
                        gradient.address(),
                        0,
                        shape.positions(),
                        channels[0],
                        channels[1]);
            }
            assertThat(out.floats()).isEqualTo(expected);
            assertThat(twin.floats()).isEqualTo(expected);
            assertThat(out.intact()).isTrue();
        }
    }

    @Test
    void windowsSideBySideNeedNoZerosToAddTo() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            List<WindowShape.Axis> axes = new ArrayList<>();
            for (int axis = 0; axis < 1 + random.nextInt(3); axis++) {
                long positions = 1 + random.nextInt(4);
                long taps = 1 + random.nextInt(3);
                axes.add(new WindowShape.Axis(positions * taps, positions, taps, taps, 0, 1));
            }
            WindowShape shape = new WindowShape(axes);
            assertThat(shape.isPartition()).isTrue();
            int inner = 1 + random.nextInt(40);
            int cells = (int) shape.cells() * inner;
            Buffer in = Buffer.floats(cells, i -> random.nextInt(3));
            Buffer gradient =
                    Buffer.floats(
                            (int) shape.positions() * inner,
                            i -> random.nextInt(4) == 0 ? -0.0 : random.nextGaussian());
            Buffer sums = Buffer.words(cells);
            Buffer written = Buffer.floats(cells, i -> Double.NaN);
            long end = shape.positions();
            ScalarWindowKernels.maxGradient(
                    shape,
                    inner,
                    sums.address(),
                    in.address(),
                    gradient.address(),
                    0,
                    end,
                    0,
                    inner);
            WindowKernels.maxGradient(
                    shape,
                    inner,
                    written.address(),
                    in.address(),
                    gradient.address(),
                    0,
                    end,
                    0,
                    inner);
            assertThat(written.ints()).isEqualTo(sums.ints());
            assertThat(written.intact()).isTrue();
        }
    }

    @Test
    void windowsThatLeaveOrShareCellsAreNoPartition() {
        for (WindowShape.Axis axis :
                List.of(
                        new WindowShape.Axis(5, 2, 2, 2, 0, 1),
                        new WindowShape.Axis(4, 2, 1, 2, 0, 1),
                        new WindowShape.Axis(5, 2, 3, 2, 0, 1),
                        new WindowShape.Axis(3, 2, 2, 2, 1, 1))) {
            assertThat(new WindowShape(List.of(axis)).isPartition()).as("%s", axis).isFalse();
        }
    }

    @Test
    void positionsOfACellAreThoseWhoseWindowsMeetIt() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            WindowShape shape = new WindowShape(random(random));
            List<String> forward = new ArrayList<>();
            List<String> backward = new ArrayList<>();
            TapList taps = TapList.ofThread();
            for (long position = 0; position < shape.positions(); position++) {
                shape.cellsOf(position, taps);
                for (int i = 0; i < taps.count; i++) {
                    forward.add(position + " " + taps.places[i] + " " + taps.taps[i]);
                }
            }
            for (long cell = 0; cell < shape.cells(); cell++) {
                shape.positionsOf(cell, taps);
                for (int i = 0; i < taps.count; i++) {
                    backward.add(taps.places[i] + " " + cell + " " + taps.taps[i]);
                }
            }
            assertThat(backward).containsExactlyInAnyOrderElementsOf(forward);
        }
    }

    @Tag("allocation")
    @Test
    void allocateNothing() {
        WindowShape shape =
                new WindowShape(
                        List.of(
                                axis(2, 1, 1, 0, 0, 1),
                                axis(9, 3, 2, 1, 1, 1),
                                axis(9, 3, 2, 1, 1, 1)));
        int inner = 40;
        Buffer in = Buffer.gaussian(2 * 81 * inner, 1);
        Buffer out = Buffer.words(2L * 25 * inner);
        Buffer sums = Buffer.words(2L * 81 * inner);
        long x = in.address();
        long y = out.address();
        assertThat(Allocation.bytesPerCall(() -> WindowKernels.sum(shape, inner, y, x, 0, 50)))
                .isZero();
        assertThat(Allocation.bytesPerCall(() -> WindowKernels.max(shape, inner, y, x, 0, 50)))
                .isZero();
        long dx = sums.address();
        assertThat(
                        Allocation.bytesPerCall(
                                () ->
                                        WindowKernels.maxGradient(
                                                shape, inner, dx, x, y, 0, 50, 0, inner)))
                .isZero();
    }
}
