package io.steelyard.reference.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

/** The scalar twins compute in float64 and round once, so each kernel is held to float64 here. */
final class RowKernelsTest {
    /** Rounding errors of float32 add up to some ulps of the largest term. */
    private static final double EPSILON = 0x1p-24;

    /** Holds each element to the exact one, and the guard zones to what they were. */
    static void assertClose(Buffer actual, Buffer exact, double relative, double absolute) {
        float[] left = actual.floats();
        float[] right = exact.floats();
        for (int i = 0; i < left.length; i++) {
            if (Float.isFinite(right[i])) {
                assertThat((double) left[i])
                        .as("element %s", i)
                        .isCloseTo(right[i], within(relative * Math.abs(right[i]) + absolute));
            } else {
                assertThat(Float.compare(left[i], right[i])).as("element %s", i).isZero();
            }
        }
        assertThat(actual.intact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 7", "5, 16", "4, 65", "3, 256", "2, 1000", "1, 50257"})
    void softmaxAndItsGradient(int rows, int columns) {
        int size = rows * columns;
        Random random = new Random(1);
        Buffer in = Buffer.floats(size, i -> 5 * random.nextGaussian());
        Buffer y = Buffer.words(size);
        Buffer exact = Buffer.words(size);
        SoftmaxKernels.softmax(y.address(), in.address(), columns, 0, rows);
        ScalarSoftmaxKernels.softmax(exact.address(), in.address(), columns, 0, rows);
        // The errors of a lane's running sum add up.
        double sums = (40 + 2 * Math.sqrt(columns)) * EPSILON;
        assertClose(y, exact, sums, 1e-37);
        Buffer logs = Buffer.words(size);
        Buffer exactLogs = Buffer.words(size);
        SoftmaxKernels.logSoftmax(logs.address(), in.address(), columns, 0, rows);
        ScalarSoftmaxKernels.logSoftmax(exactLogs.address(), in.address(), columns, 0, rows);
        assertClose(logs, exactLogs, 4 * EPSILON, sums);
        Buffer g = Buffer.gaussian(size, 2);
        Buffer dx = Buffer.words(size);
        Buffer exactDx = Buffer.words(size);
        long a = g.address();
        long b = y.address();
        SoftmaxKernels.softmaxBackward(dx.address(), a, b, columns, 0, rows);
        ScalarSoftmaxKernels.softmaxBackward(exactDx.address(), a, b, columns, 0, rows);
        assertClose(dx, exactDx, sums, sums);
        // In place, and row by row, the bits are the same.
        for (int row = rows - 1; row >= 0; row--) {
            SoftmaxKernels.softmax(in.address(), in.address(), columns, row, row + 1);
        }
        assertThat(in.floats()).containsExactly(y.floats());
    }

    @Test
    void softmaxOfMaskedAndUndefinedRows() {
        float low = Float.NEGATIVE_INFINITY;
        Buffer in = Buffer.of(low, 1, low, low, low, low, 0, Float.NaN, 1, 2, 3e38f, -3e38f);
        Buffer out = Buffer.words(12);
        SoftmaxKernels.softmax(out.address(), in.address(), 3, 0, 4);
        float nan = Float.NaN;
        assertThat(out.floats()).containsExactly(0, 1, 0, nan, nan, nan, nan, nan, nan, 0, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 7", "130, 65", "64, 128", "3, 384"})
    void layerNormAndItsGradients(int rows, int columns) {
        int size = rows * columns;
        Buffer x = Buffer.gaussian(size, 1);
        Buffer weight = Buffer.gaussian(columns, 2);
        Buffer bias = Buffer.gaussian(columns, 3);
        Buffer g = Buffer.gaussian(size, 4);
        for (int optional = 0; optional < 4; optional++) {
            long w = (optional & 1) == 0 ? weight.address() : 0;
            long b = (optional & 2) == 0 ? bias.address() : 0;
            Buffer y = Buffer.words(size);
            Buffer mean = Buffer.words(rows);
            Buffer rstd = Buffer.words(rows);
            Buffer exactY = Buffer.words(size);
            Buffer exactMean = Buffer.words(rows);
            Buffer exactRstd = Buffer.words(rows);
            long from = x.address();
            long m = mean.address();
            long r = rstd.address();
            LayerNormKernels.layerNorm(y.address(), m, r, from, w, b, 1e-5f, columns, 0, rows);
            ScalarLayerNormKernels.layerNorm(
                    exactY.address(),
                    exactMean.address(),
                    exactRstd.address(),
                    from,
                    w,
                    b,
                    1e-5f,
                    columns,
                    0,
                    rows);
            assertClose(mean, exactMean, 0, 20 * EPSILON);
            assertClose(rstd, exactRstd, 40 * EPSILON, 0);
            assertClose(y, exactY, 40 * EPSILON, 80 * EPSILON);
            Buffer dx = Buffer.words(size);
            Buffer exactDx = Buffer.words(size);
            long dy = g.address();
            LayerNormKernels.layerNormBackward(dx.address(), dy, from, m, r, w, columns, 0, rows);
            ScalarLayerNormKernels.layerNormBackward(
                    exactDx.address(), dy, from, m, r, w, columns, 0, rows);
            // One column has no variance: its rstd is 1 / sqrt(epsilon), and scales the errors.
            double scale = columns == 1 ? 320 : 1 + maximum(exactRstd);
            assertClose(dx, exactDx, 40 * EPSILON, 80 * EPSILON * scale);
            Buffer dw = Buffer.words(columns);
            Buffer db = Buffer.words(columns);
            Buffer exactDw = Buffer.words(columns);
            Buffer exactDb = Buffer.words(columns);
            int middle = columns / 3;
            long toWeight = dw.address();
            long toBias = db.address();
            int blocks = (rows + NormWeightKernels.BLOCK - 1) / NormWeightKernels.BLOCK;
            int distance = NormWeightKernels.distance(columns);
            Buffer weightSums = Buffer.words((long) blocks * distance);
            Buffer biasSums = Buffer.words((long) blocks * distance);
            for (int block = blocks - 1; block >= 0; block--) {
                NormWeightKernels.layerNormBlock(
                        weightSums.address() + 4L * block * distance,
                        biasSums.address() + 4L * block * distance,
                        dy,
                        from,
                        m,
                        r,
                        columns,
                        block * NormWeightKernels.BLOCK,
                        Math.min(rows, (block + 1) * NormWeightKernels.BLOCK));
            }
            long sums = weightSums.address();
            NormWeightKernels.addBlocks(toWeight, sums, blocks, distance, middle, columns);
            NormWeightKernels.addBlocks(toWeight, sums, blocks, distance, 0, middle);
            NormWeightKernels.addBlocks(toBias, biasSums.address(), blocks, distance, 0, columns);
            assertThat(weightSums.intact() && biasSums.intact()).isTrue();
            ScalarLayerNormKernels.layerNormWeightBackward(
                    exactDw.address(),
                    exactDb.address(),
                    dy,
                    from,
                    m,
                    r,
                    rows,
                    columns,
                    0,
                    columns);
            assertClose(dw, exactDw, 40 * EPSILON, 20 * EPSILON * Math.sqrt(rows) * 4);
            assertClose(db, exactDb, 40 * EPSILON, 20 * EPSILON * Math.sqrt(rows) * 4);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 7", "130, 65", "64, 128", "3, 384"})
    void rmsNormAndItsGradients(int rows, int columns) {
        int size = rows * columns;
        Buffer x = Buffer.gaussian(size, 1);
        Buffer weight = Buffer.gaussian(columns, 2);
        Buffer g = Buffer.gaussian(size, 4);
        long from = x.address();
        long w = weight.address();
        long dy = g.address();
        Buffer y = Buffer.words(size);
        Buffer rstd = Buffer.words(rows);
        Buffer exactY = Buffer.words(size);
        Buffer exactRstd = Buffer.words(rows);
        long r = rstd.address();
        int half = rows / 2;
        RmsNormKernels.rmsNorm(y.address(), r, from, w, 1e-5f, columns, half, rows);
        RmsNormKernels.rmsNorm(y.address(), r, from, w, 1e-5f, columns, 0, half);
        ScalarRmsNormKernels.rmsNorm(
                exactY.address(), exactRstd.address(), from, w, 1e-5f, columns, 0, rows);
        assertClose(rstd, exactRstd, 40 * EPSILON, 0);
        assertClose(y, exactY, 40 * EPSILON, 0);
        Buffer dx = Buffer.words(size);
        Buffer exactDx = Buffer.words(size);
        RmsNormKernels.rmsNormBackward(dx.address(), dy, from, r, w, columns, 0, rows);
        ScalarRmsNormKernels.rmsNormBackward(exactDx.address(), dy, from, r, w, columns, 0, rows);
        // The difference that rstd scales may cancel, wholly so for one column.
        assertClose(dx, exactDx, 40 * EPSILON, 80 * EPSILON * (1 + maximum(exactRstd)));
        Buffer dw = Buffer.words(columns);
        Buffer exactDw = Buffer.words(columns);
        int middle = columns / 3;
        long toWeight = dw.address();
        RmsNormKernels.rmsNormWeightBackward(toWeight, dy, from, r, rows, columns, middle, columns);
        RmsNormKernels.rmsNormWeightBackward(toWeight, dy, from, r, rows, columns, 0, middle);
        ScalarRmsNormKernels.rmsNormWeightBackward(
                exactDw.address(), dy, from, r, rows, columns, 0, columns);
        assertClose(dw, exactDw, 40 * EPSILON, 20 * EPSILON * Math.sqrt(rows) * 4);
    }

    private static double maximum(Buffer buffer) {
        double maximum = 0;
        for (float value : buffer.floats()) {
            maximum = Math.max(maximum, value);
        }
        return maximum;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 10", "7, 65", "3, 50257"})
    void crossEntropyAndItsGradient(int rows, int columns) {
        int size = rows * columns;
        Random random = new Random(1);
        Buffer logits = Buffer.floats(size, i -> 5 * random.nextGaussian());
        int[] chosen = new int[rows];
        for (int row = 0; row < rows; row++) {
            chosen[row] = row == 1 ? -5 : row == 2 ? columns + 3 : random.nextInt(columns);
        }
        Buffer labels = Buffer.of(chosen);
        Buffer loss = Buffer.words(rows);
        Buffer lse = Buffer.words(rows);
        Buffer exactLoss = Buffer.words(rows);
        Buffer exactLse = Buffer.words(rows);
        long x = logits.address();
        long l = labels.address();
        CrossEntropyKernels.crossEntropy(loss.address(), lse.address(), x, l, columns, 0, rows);
        ScalarCrossEntropyKernels.crossEntropy(
                exactLoss.address(), exactLse.address(), x, l, columns, 0, rows);
        double sums = (40 + 2 * Math.sqrt(columns)) * EPSILON;
        assertClose(loss, exactLoss, 4 * EPSILON, sums);
        assertClose(lse, exactLse, 4 * EPSILON, sums);
        Buffer g = Buffer.gaussian(rows, 2);
        Buffer exact = Buffer.words(size);
        long dy = g.address();
        long s = lse.address();
        ScalarCrossEntropyKernels.crossEntropyBackward(
                exact.address(), dy, x, s, l, columns, 0, rows);
        CrossEntropyKernels.crossEntropyBackward(x, dy, x, s, l, columns, 0, rows);
        assertClose(logits, exact, 40 * EPSILON, 40 * EPSILON);
    }

    @Test
    void adamFollowsItsFormulaForSomeSteps() {
        int size = 1003;
        Buffer p = Buffer.gaussian(size, 1);
        Buffer exactP = Buffer.of(p.floats());
        Buffer m = Buffer.words(size);
        Buffer v = Buffer.words(size);
        Buffer exactM = Buffer.words(size);
        Buffer exactV = Buffer.words(size);
        long a = p.address();
        for (int step = 1; step <= 5; step++) {
            Buffer gradient = Buffer.gaussian(size, 10 + step);
            float c1 = (float) (1 - Math.pow(0.9, step));
            float c2 = (float) (1 - Math.pow(0.999, step));
            long g = gradient.address();
            AdamKernels.adamW(
                    a,
                    m.address(),
                    v.address(),
                    a,
                    g,
                    m.address(),
                    v.address(),
                    size,
                    1e-3f,
                    0.9f,
                    0.999f,
                    1e-8f,
                    0.1f,
                    c1,
                    c2,
                    0.5f);
            ScalarAdamKernels.adamW(
                    exactP.address(),
                    exactM.address(),
                    exactV.address(),
                    exactP.address(),
                    g,
                    exactM.address(),
                    exactV.address(),
                    size,
                    1e-3f,
                    0.9f,
                    0.999f,
                    1e-8f,
                    0.1f,
                    c1,
                    c2,
                    0.5f);
            assertClose(m, exactM, 20 * EPSILON, 4 * EPSILON);
            assertClose(v, exactV, 20 * EPSILON, 1e-12);
            assertClose(p, exactP, 20 * EPSILON, 4 * EPSILON);
            assertThat(gradient.intact()).isTrue();
        }
    }

    @Tag("allocation")
    @ParameterizedTest
    @CsvSource({"64", "65"})
    void rowKernelsAllocateNothing(int columns) {
        int rows = 8;
        int size = rows * columns;
        Buffer first = Buffer.gaussian(size, 1);
        Buffer second = Buffer.gaussian(size, 2);
        Buffer third = Buffer.gaussian(size, 3);
        Buffer fourth = Buffer.words(size);
        long a = first.address();
        long b = second.address();
        long c = third.address();
        long d = fourth.address();
        Runnable[] kernels = {
            () -> SoftmaxKernels.softmax(a, b, columns, 0, rows),
            () -> SoftmaxKernels.logSoftmax(a, b, columns, 0, rows),
            () -> SoftmaxKernels.softmaxBackward(a, b, c, columns, 0, rows),
            () -> LayerNormKernels.layerNorm(a, c, d, b, b, b, 1e-5f, columns, 0, rows),
            () -> LayerNormKernels.layerNorm(a, c, d, b, b, 0, 1e-5f, columns, 0, rows),
            () -> LayerNormKernels.layerNormBackward(a, b, b, c, d, b, columns, 0, rows),
            () -> NormWeightKernels.layerNormBlock(a, d, b, b, c, c, columns, 0, rows - 1),
            () -> NormWeightKernels.addBlocks(a, b, 3, columns, 0, columns),
            () -> GeluKernels.geluTanh(a, b, size),
            () -> GeluKernels.geluTanhBackward(a, b, c, size),
            () -> GeluKernels.geluErf(a, b, size),
            () -> GeluKernels.geluErfBackward(a, b, c, size),
            () -> RmsNormKernels.rmsNorm(a, d, b, b, 1e-5f, columns, 0, rows),
            () -> RmsNormKernels.rmsNormBackward(a, b, b, d, b, columns, 0, rows),
            () -> RmsNormKernels.rmsNormWeightBackward(a, b, b, c, rows, columns, 0, columns),
            () -> SiluKernels.silu(a, b, size),
            () -> SiluKernels.siluBackward(a, b, c, size),
            () -> CrossEntropyKernels.crossEntropy(a, b, c, d, columns, 0, rows),
            () -> CrossEntropyKernels.crossEntropyBackward(a, b, c, b, d, columns, 0, rows),
            () -> AdamKernels.adamW(a, c, d, a, b, c, d, size, 0, 0.9f, 0.9f, 1, 0, 1, 1, 1)
        };
        for (int i = 0; i < kernels.length; i++) {
            assertThat(Allocation.bytesPerCall(kernels[i])).as("kernel %s", i).isZero();
        }
    }
}
