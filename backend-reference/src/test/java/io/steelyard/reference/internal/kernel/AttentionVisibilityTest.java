package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionRun.gaussian;
import static io.steelyard.reference.internal.kernel.AttentionRun.grouped;
import static io.steelyard.reference.internal.kernel.AttentionRun.oracle;
import static io.steelyard.reference.internal.kernel.AttentionRun.shape;
import static io.steelyard.reference.internal.kernel.AttentionTest.agrees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.ValueLayout;

/** Attention whose heads share keys, and whose queries do not see all the keys before them. */
final class AttentionVisibilityTest {
    private static final WorkerPool ONE = new WorkerPool(1);
    private static final WorkerPool THREE = new WorkerPool(3);

    @AfterAll
    static void close() {
        ONE.close();
        THREE.close();
    }

    /** Hides two of three keys, in another pattern for each row, and row 2 wholly. */
    private static boolean scattered(int b, int h, int i, int j) {
        return i != 2 && (b * 5 + h * 3 + i * 7 + j) % 3 == 0;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 4, 2, 7, 7, 5, 0, true, 0, 0",
        "2, 6, 2, 100, 100, 32, 0, true, 0, 0.1",
        "1, 3, 1, 50, 140, 48, 0, false, 0, 0",
        "3, 4, 2, 1, 77, 64, 50, true, 0, 0",
        "2, 4, 1, 1, 300, 40, 0, false, 0, 0.2",
        "1, 2, 2, 7, 7, 5, 0, true, 1, 0",
        "1, 2, 2, 200, 200, 16, 0, true, 3, 0",
        "1, 2, 2, 200, 200, 64, 0, true, 70, 0.1",
        "1, 2, 1, 300, 300, 24, 0, true, 33, 0",
        "1, 2, 2, 90, 300, 16, 210, true, 40, 0.3",
        "1, 2, 2, 20, 30, 16, 25, true, 4, 0",
        "1, 2, 2, 20, 30, 16, -12, true, 4, 0",
        "2, 4, 2, 1, 500, 72, 400, true, 100, 0.2",
        "1, 2, 1, 1, 9, 8, 30, true, 4, 0",
    })
    void groupsAndWindowsAgreeWithFloat64(
            int batch,
            int heads,
            int keyHeads,
            int timeQ,
            int timeK,
            int headDim,
            int position,
            boolean causal,
            int window,
            float rate) {
        AttentionShape full = shape(batch, heads, timeQ, timeK, headDim, causal, rate);
        AttentionShape shape = grouped(full, keyHeads, window);
        AttentionOracle oracle = oracle(shape, position, AttentionOracle.Mask.NONE);
        agrees(gaussian(shape, position).forward(ONE).backward(ONE), oracle);
        agrees(gaussian(shape, position).scalar(), oracle);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 7, 7, 0, 1, 1, 1, false, 0",
        "2, 2, 70, 131, 0, 2, 1, 1, false, 0.1",
        "2, 4, 70, 70, 0, 1, 4, 70, true, 0",
        "2, 4, 100, 100, 0, 2, 4, 100, true, 0.2",
        "1, 2, 60, 200, 140, 1, 1, 60, true, 0",
        "3, 2, 1, 131, 100, 3, 2, 1, true, 0.1",
    })
    void masksAgreeWithFloat64(
            int batch,
            int heads,
            int timeQ,
            int timeK,
            int position,
            int maskBatch,
            int maskHeads,
            int maskQueries,
            boolean causal,
            float rate) {
        AttentionOracle.Mask mask =
                (b, h, i, j) ->
                        scattered(
                                maskBatch == 1 ? 0 : b,
                                maskHeads == 1 ? 0 : h,
                                maskQueries == 1 ? 0 : i,
                                j);
        for (int window : new int[] {0, 20}) {
            AttentionShape full = shape(batch, heads, timeQ, timeK, 24, causal, rate);
            AttentionShape shape = grouped(full, heads / 2, causal ? window : 0);
            AttentionOracle oracle = oracle(shape, position, mask);
            agrees(
                    gaussian(shape, position)
                            .masked(maskBatch, maskHeads, maskQueries, mask)
                            .forward(ONE)
                            .backward(ONE),
                    oracle);
            agrees(
                    gaussian(shape, position)
                            .masked(maskBatch, maskHeads, maskQueries, mask)
                            .scalar(),
                    oracle);
        }
    }

    @Test
    void aRowWhoseKeysAreAllMaskedGivesZero() {
        AttentionShape shape = shape(1, 2, 20, 40, 16, false, 0);
        AttentionRun run =
                gaussian(shape, 0)
                        .masked(1, 1, 20, (b, h, i, j) -> i != 7)
                        .forward(ONE)
                        .backward(ONE);
        for (int i = 7 * 32; i < 8 * 32; i++) {
            assertThat(run.out.at(i)).isZero();
            assertThat(run.dq.at(i)).isZero();
        }
        assertThat(run.logSumExp.at(7)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(run.logSumExp.at(27)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(run.logSumExp.at(8)).isFinite();
    }

    @ParameterizedTest
    @CsvSource({"NaN, 40", "Infinity, 40", "-Infinity, 40", "NaN, 1", "Infinity, 1"})
    void maskedKeysHaveNoInfluence(float poison, int timeQ) {
        AttentionShape shape = grouped(shape(1, 4, timeQ, 90, 24, false, 0.1f), 2, 0);
        AttentionOracle.Mask mask = (b, h, i, j) -> j != 50;
        AttentionRun run = gaussian(shape, 0).masked(1, 1, 1, mask);
        long element = 4L * (50 * 2 * 24 + 3);
        run.k.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, element, poison);
        run.v.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, element, poison);
        agrees(run.forward(ONE).backward(ONE), oracle(shape, 0, mask));
    }

    @Test
    void keysBeforeTheWindowHaveNoInfluence() {
        AttentionShape shape = grouped(shape(1, 2, 90, 90, 24, true, 0), 2, 20);
        AttentionRun clean = gaussian(shape, 0).forward(ONE);
        AttentionRun run = gaussian(shape, 0);
        run.v.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * 10 * 48, Float.NaN);
        run.forward(ONE);
        for (int i = 30; i < 90; i++) {
            // Key by key instead of in tiles, so rounded otherwise.
            assertThat(run.out.at(i * 48)).isCloseTo(clean.out.at(i * 48), within(1e-5f));
        }
        assertThat(run.out.at(29 * 48)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"2, 6, 2, 200, 0", "1, 4, 1, 333, 50", "2, 4, 2, 1, 100"})
    void anyNumberOfThreadsGivesTheSameBits(
            int batch, int heads, int keyHeads, int timeQ, int window) {
        AttentionShape shape =
                grouped(shape(batch, heads, timeQ, 333, 40, true, 0.1f), keyHeads, window);
        int position = 333 - timeQ;
        AttentionRun one =
                gaussian(shape, position)
                        .masked(1, heads, timeQ, AttentionVisibilityTest::scattered)
                        .forward(ONE)
                        .backward(ONE);
        for (int repeat = 0; repeat < 3; repeat++) {
            AttentionRun three =
                    gaussian(shape, position)
                            .masked(1, heads, timeQ, AttentionVisibilityTest::scattered)
                            .forward(THREE)
                            .backward(THREE);
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
        AttentionShape shape = grouped(shape(1, 4, 64, 64, 40, true, 0.1f), 2, 20);
        AttentionRun training =
                gaussian(shape, 0).masked(1, 1, 64, AttentionVisibilityTest::scattered);
        assertThat(Allocation.bytesPerCall(() -> training.forward(ONE))).isZero();
        assertThat(Allocation.bytesPerCall(() -> training.backward(ONE))).isZero();
    }

    @Test
    void refusesWhatItCannotCompute() {
        AttentionShape shape = shape(1, 4, 5, 5, 8, true, 0);
        assertThatThrownBy(() -> grouped(shape, 3, 0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given 4 heads of queries and 3 of keys, but the heads of"
                                + " keys must divide those of queries: pass one of the divisors.");
        assertThatThrownBy(() -> grouped(shape, 4, -1))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given a window of -1 keys, but a window is of 1 key or more,"
                                + " before a query of causal attention: pass 0 for none.");
        assertThatThrownBy(() -> grouped(shape(1, 4, 5, 5, 8, false, 0), 4, 2))
                .isInstanceOf(SteelyardException.class)
                .hasMessageStartingWith("Attention was given a window of 2 keys");
    }
}
