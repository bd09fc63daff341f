package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionRun.KEY;
import static io.steelyard.reference.internal.kernel.AttentionRun.gaussian;
import static io.steelyard.reference.internal.kernel.AttentionRun.oracle;
import static io.steelyard.reference.internal.kernel.AttentionRun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;

final class AttentionTest {
    private static final WorkerPool ONE = new WorkerPool(1);
    private static final WorkerPool THREE = new WorkerPool(3);

    @AfterAll
    static void close() {
        ONE.close();
        THREE.close();
    }

    /**
     * Errors of unit-normal operands: a score has headDim rounded products, and a weight the error
     * of its score, so 1e-5 of the largest number there is holds with room for up to 1024 keys.
     */
    static void close(Buffer actual, double[] expected) {
        double largest = 1;
        for (double value : expected) {
            largest = Double.isInfinite(value) ? largest : Math.max(largest, Math.abs(value));
        }
        float[] values = actual.floats();
        assertThat(values).hasSize(expected.length);
        for (int i = 0; i < values.length; i++) {
            if (Double.isInfinite(expected[i])) {
                assertThat((double) values[i]).isEqualTo(expected[i]);
            } else {
                assertThat((double) values[i]).isCloseTo(expected[i], within(1e-5 * largest));
            }
        }
    }

    static void agrees(AttentionRun run, AttentionOracle oracle) {
        close(run.out, oracle.out);
        close(run.logSumExp, oracle.logSumExp);
        close(run.dq, oracle.dq);
        close(run.dk, oracle.dk);
        close(run.dv, oracle.dv);
        assertThat(run.intact()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1, 0, true, 0",
        "2, 3, 7, 7, 5, 0, true, 0",
        "2, 2, 64, 64, 32, 0, true, 0",
        "1, 2, 64, 64, 64, 0, false, 0",
        "1, 2, 100, 100, 64, 0, true, 0.1",
        "2, 1, 65, 131, 48, 0, false, 0.3",
        "1, 1, 256, 256, 64, 0, true, 0",
        "1, 1, 100, 256, 33, 156, true, 0.2",
        "1, 1, 1024, 1024, 16, 0, true, 0",
        "1, 1, 7, 1024, 128, 1017, true, 0",
        "1, 1, 50, 20, 80, 0, true, 0",
        "1, 2, 20, 61, 256, 3, true, 0.5",
        "1, 2, 20, 20, 200, 0, false, 0",
        "1, 2, 70, 70, 8, -5, true, 0.1",
        "1, 1, 9, 9, 17, -20, true, 0",
        "3, 2, 1, 77, 64, 50, true, 0",
        "3, 2, 1, 1024, 100, 0, false, 0.25",
        "1, 2, 1, 3, 7, 1, true, 0.5",
        "1, 2, 1, 3, 32, -1, true, 0",
        "2, 2, 5, 0, 32, 0, false, 0",
    })
    void agreesWithFloat64(
            int batch,
            int heads,
            int timeQ,
            int timeK,
            int headDim,
            int position,
            boolean causal,
            float rate) {
        AttentionShape shape = shape(batch, heads, timeQ, timeK, headDim, causal, rate);
        AttentionOracle oracle = oracle(shape, position, AttentionOracle.Mask.NONE);
        agrees(gaussian(shape, position).forward(ONE).backward(ONE), oracle);
        agrees(gaussian(shape, position).scalar(), oracle);
    }

    @Test
    void gradientsOfTheOracleAreThoseOfCentralDifferences() {
        AttentionShape shape = shape(1, 2, 5, 7, 3, true, 0.2f);
        double[] q = AttentionOracle.gaussian(30, 1);
        double[] k = AttentionOracle.gaussian(42, 2);
        double[] v = AttentionOracle.gaussian(42, 3);
        double[] dout = AttentionOracle.gaussian(30, 4);
        AttentionOracle oracle = AttentionOracle.of(shape, 1, KEY, q, k, v).backward(dout);
        double[][] operands = {q, k, v};
        double[][] gradients = {oracle.dq, oracle.dk, oracle.dv};
        double step = 1e-5;
        for (int operand = 0; operand < 3; operand++) {
            double[] x = operands[operand];
            for (int i = 0; i < x.length; i++) {
                double old = x[i];
                x[i] = old + step;
                double above = product(dout, AttentionOracle.of(shape, 1, KEY, q, k, v).out);
                x[i] = old - step;
                double below = product(dout, AttentionOracle.of(shape, 1, KEY, q, k, v).out);
                x[i] = old;
                // The third derivative leaves an error of step squared, about 1e-10.
                assertThat((above - below) / (2 * step))
                        .isCloseTo(gradients[operand][i], within(1e-7));
            }
        }
    }

    private static double product(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"6, 37", "1, 37", "6, 64"})
    void dropsTheWeightsThatTheStreamDrops(int timeQ, int timeK) {
        // Equal keys give equal weights; values that are unit vectors lay each weight open.
        int headDim = timeK;
        AttentionShape shape = shape(2, 2, timeQ, timeK, headDim, false, 0.4f);
        double[] q = new double[4 * timeQ * headDim];
        double[] k = new double[4 * timeK * headDim];
        double[] v = new double[k.length];
        for (int b = 0; b < 2; b++) {
            for (int j = 0; j < timeK; j++) {
                for (int h = 0; h < 2; h++) {
                    v[((b * timeK + j) * 2 + h) * headDim + j] = timeK;
                }
            }
        }
        AttentionRun run = new AttentionRun(shape, 0, KEY, q, k, v, q).forward(ONE);
        float[] out = run.out.floats();
        for (int b = 0; b < 2; b++) {
            for (int h = 0; h < 2; h++) {
                for (int i = 0; i < timeQ; i++) {
                    for (int j = 0; j < timeK; j++) {
                        long element = ((b * 2L + h) * timeQ + i) * timeK + j;
                        float u = Philox.uniform(Philox.bits(element, 11, -12, 13, -14));
                        float weight = out[((b * timeQ + i) * 2 + h) * headDim + j];
                        if (u >= 0.4f) {
                            assertThat(weight).isCloseTo(1 / 0.6f, within(1e-5f));
                        } else {
                            assertThat(weight).isZero();
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 70, 20", "2, 2, 33, 64", "3, 2, 1, 64"})
    void operandsMayBeSlicesOfOneBuffer(int batch, int heads, int time, int headDim) {
        AttentionShape shape = shape(batch, heads, time, time, headDim, true, 0.1f);
        AttentionRun apart = gaussian(shape, 0).forward(ONE).backward(ONE);
        int channels = heads * headDim;
        int rows = batch * time;
        Buffer packed = Buffer.words(3L * rows * channels);
        Buffer gradients = Buffer.words(3L * rows * channels);
        copy(apart.q, packed, rows, channels, 0);
        copy(apart.k, packed, rows, channels, 1);
        copy(apart.v, packed, rows, channels, 2);
        Strides strides = Strides.packed(time, heads, headDim);
        Buffer out = Buffer.words((long) rows * channels);
        Buffer sums = Buffer.words((long) rows * heads);
        long q = packed.address();
        long k = q + 4L * channels;
        long v = k + 4L * channels;
        long dq = gradients.address();
        long dk = dq + 4L * channels;
        long dv = dk + 4L * channels;
        Attention.forward(
                ONE,
                shape,
                0,
                AttentionMask.NONE,
                q,
                strides,
                k,
                strides,
                v,
                strides,
                out.address(),
                sums.address(),
                KEY);
        Attention.backward(
                ONE,
                shape,
                0,
                AttentionMask.NONE,
                apart.dout.address(),
                q,
                strides,
                k,
                strides,
                v,
                strides,
                out.address(),
                sums.address(),
                dq,
                strides,
                dk,
                strides,
                dv,
                strides,
                KEY);
        assertThat(out.floats()).containsExactly(apart.out.floats());
        assertThat(sums.floats()).containsExactly(apart.logSumExp.floats());
        Buffer expected = Buffer.words(3L * rows * channels);
        copy(apart.dq, expected, rows, channels, 0);
        copy(apart.dk, expected, rows, channels, 1);
        copy(apart.dv, expected, rows, channels, 2);
        assertThat(gradients.floats()).containsExactly(expected.floats());
        assertThat(packed.intact() && gradients.intact() && out.intact()).isTrue();
    }

    private static void copy(Buffer from, Buffer packed, int rows, int channels, int slice) {
        for (int row = 0; row < rows; row++) {
            MemorySegment.copy(
                    from.segment,
                    4L * row * channels,
                    packed.segment,
                    4L * (3L * row + slice) * channels,
                    4L * channels);
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 36", "32, 90", "64, 1"})
    void anOffsetGivesTheTailOfAFullPass(int headDim, int tail) {
        int time = 100;
        AttentionShape full = shape(1, 2, time, time, headDim, true, 0);
        AttentionRun all = gaussian(full, 0).forward(ONE);
        int row = 2 * headDim;
        double[] q = AttentionOracle.gaussian(time * row, 1);
        double[] lastQ = new double[tail * row];
        System.arraycopy(q, (time - tail) * row, lastQ, 0, lastQ.length);
        AttentionRun last =
                new AttentionRun(
                                shape(1, 2, tail, time, headDim, true, 0),
                                time - tail,
                                KEY,
                                lastQ,
                                AttentionOracle.gaussian(time * row, 2),
                                AttentionOracle.gaussian(time * row, 3),
                                lastQ)
                        .forward(THREE);
        for (int i = 0; i < lastQ.length; i++) {
            float expected = all.out.at((time - tail) * row + i);
            if (tail == 1) {
                // A single query is summed in another order.
                assertThat(last.out.at(i)).isCloseTo(expected, within(1e-6f));
            } else {
                assertThat(last.out.at(i)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 500, 500, 64, true, 0.1",
        "1, 2, 333, 600, 40, false, 0",
        "4, 6, 64, 64, 32, true, 0.2",
        "3, 5, 1, 700, 64, true, 0",
    })
    void anyNumberOfThreadsGivesTheSameBits(
            int batch, int heads, int timeQ, int timeK, int headDim, boolean causal, float rate) {
        AttentionShape shape = shape(batch, heads, timeQ, timeK, headDim, causal, rate);
        int position = timeK - timeQ;
        AttentionRun one = gaussian(shape, position).forward(ONE).backward(ONE);
        for (int repeat = 0; repeat < 5; repeat++) {
            AttentionRun three = gaussian(shape, position).forward(THREE).backward(THREE);
            assertThat(three.out.toBytes()).isEqualTo(one.out.toBytes());
            assertThat(three.logSumExp.toBytes()).isEqualTo(one.logSumExp.toBytes());
            assertThat(three.dq.toBytes()).isEqualTo(one.dq.toBytes());
            assertThat(three.dk.toBytes()).isEqualTo(one.dk.toBytes());
            assertThat(three.dv.toBytes()).isEqualTo(one.dv.toBytes());
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNothing() {
        AttentionRun training = gaussian(shape(1, 2, 64, 64, 40, true, 0.1f), 0);
        AttentionRun decoding = gaussian(shape(1, 2, 1, 100, 72, true, 0), 99);
        assertThat(Allocation.bytesPerCall(() -> training.forward(ONE))).isZero();
        assertThat(Allocation.bytesPerCall(() -> training.backward(ONE))).isZero();
        assertThat(Allocation.bytesPerCall(() -> decoding.forward(ONE))).isZero();
    }
}
