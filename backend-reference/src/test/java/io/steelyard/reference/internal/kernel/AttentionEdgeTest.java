package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionRun.KEY;
import static io.steelyard.reference.internal.kernel.AttentionRun.gaussian;
import static io.steelyard.reference.internal.kernel.AttentionRun.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.SteelyardException;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.ValueLayout;

/** Attention where a softmax is undefined or nearly so: nothing seen, infinities, NaN. */
final class AttentionEdgeTest {
    private static final WorkerPool ONE = new WorkerPool(1);

    @AfterAll
    static void close() {
        ONE.close();
    }

    @Test
    void aQueryThatSeesNothingGivesZero() {
        AttentionRun run = gaussian(shape(1, 1, 12, 12, 20, true, 0), -4).forward(ONE);
        run.backward(ONE);
        for (int i = 0; i < 4 * 20; i++) {
            assertThat(run.out.at(i)).isZero();
            assertThat(run.dq.at(i)).isZero();
        }
        for (int i = 0; i < 12; i++) {
            assertThat(run.logSumExp.at(i) == Float.NEGATIVE_INFINITY).isEqualTo(i < 4);
        }
        for (int j = 8 * 20; j < 12 * 20; j++) {
            assertThat(run.dk.at(j)).isZero();
            assertThat(run.dv.at(j)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void hiddenKeysHaveNoInfluence(float poison) {
        AttentionShape shape = shape(1, 2, 40, 90, 24, true, 0.1f);
        AttentionRun clean = gaussian(shape, 30).forward(ONE).backward(ONE);
        AttentionRun run = gaussian(shape, 30);
        int row = 2 * 24;
        // Query i sees the keys up to 30 + i, so the queries before 20 do not see key 50.
        run.k.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * (50 * row + 3), poison);
        run.v.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * (50 * row + 3), poison);
        run.forward(ONE).backward(ONE);
        for (int i = 0; i < 20 * row; i++) {
            assertThat(run.out.at(i)).isCloseTo(clean.out.at(i), within(1e-5f));
            assertThat(run.dq.at(i)).isCloseTo(clean.dq.at(i), within(1e-4f));
        }
        assertThat(run.out.at(20 * row + 3)).isNaN();
        assertThat(run.intact()).isTrue();
    }

    @Test
    void nanOfOneQueryStaysInItsRow() {
        for (boolean causal : new boolean[] {false, true}) {
            AttentionShape shape = shape(1, 1, 30, 30, 16, causal, 0);
            AttentionRun clean = gaussian(shape, 0).forward(ONE);
            AttentionRun run = gaussian(shape, 0);
            run.q.segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * 7 * 16, Float.NaN);
            run.forward(ONE).backward(ONE);
            for (int i = 0; i < 30 * 16; i++) {
                if (i / 16 == 7) {
                    assertThat(run.out.at(i)).isNaN();
                    assertThat(run.dq.at(i)).isNaN();
                } else {
                    assertThat(run.out.at(i)).isEqualTo(clean.out.at(i));
                }
                // With the mask, the keys after query 7 have nothing to do with it.
                assertThat(Float.isNaN(run.dk.at(i))).isEqualTo(!causal || i / 16 <= 7);
            }
            assertThat(run.logSumExp.at(7)).isNaN();
        }
    }

    @Test
    void scoresOfMinusInfinityGiveNoWeight() {
        AttentionShape shape = shape(1, 1, 3, 3, 1, false, 0);
        double inf = Double.POSITIVE_INFINITY;
        double[] q = {1, 2, 3};
        double[] k = {-inf, 1, -inf};
        double[] v = {5, 6, 7};
        AttentionRun run = new AttentionRun(shape, 0, KEY, q, k, v, q).forward(ONE);
        assertThat(run.out.floats()).containsExactly(6, 6, 6);
        double[] none = {-inf, -inf, -inf};
        run = new AttentionRun(shape, 0, KEY, q, none, v, q).forward(ONE);
        assertThat(run.out.floats()).containsExactly(0, 0, 0);
        assertThat(run.logSumExp.floats())
                .containsOnly(Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    @Test
    void largeScoresDoNotOverflow() {
        AttentionShape shape = new AttentionShape(1, 1, 8, 8, 4, 1000f, true, 0);
        AttentionRun run = gaussian(shape, 0).forward(ONE).backward(ONE);
        AttentionOracle oracle =
                AttentionOracle.of(
                        shape,
                        0,
                        KEY,
                        AttentionOracle.gaussian(32, 1),
                        AttentionOracle.gaussian(32, 2),
                        AttentionOracle.gaussian(32, 3));
        // Scores of some thousands are rounded by 1e-4, and so are weights of order 1.
        for (int i = 0; i < 32; i++) {
            assertThat((double) run.out.at(i)).isCloseTo(oracle.out[i], within(2e-3));
            assertThat(run.dq.at(i)).isFinite();
        }
    }

    @Test
    void refusesWhatItCannotCompute() {
        assertThatThrownBy(() -> shape(1, 1, 1, 1, 257, true, 0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given heads of size 257, but it takes 1 to 256: use more"
                                + " heads of a smaller size.");
        assertThatThrownBy(() -> shape(1, 1, 1, 1, 8, true, 1))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given the dropout rate 1.0, but a rate lies in [0, 1): pass"
                                + " 0 for no dropout.");
        assertThatThrownBy(() -> shape(1, 1, -1, 5, 8, true, 0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given -1 queries and 5 keys, but it takes 0 to 1048576 of"
                                + " each: use a shorter context.");
        assertThatThrownBy(() -> shape(1, -2, 1, 5, 8, true, 0))
                .isInstanceOf(SteelyardException.class)
                .hasMessage(
                        "Attention was given a batch of 1 and -2 heads, but neither can be"
                                + " negative: pass sizes of 0 or more.");
    }
}
