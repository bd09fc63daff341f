package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What is put around an optimizer, in plain double arithmetic. */
final class OptimizerWrappersTest {
    /** State is rounded to F32 between steps: relative 6e-8 on numbers near 1. */
    private static final double TOLERANCE = 1e-6;

    private static final double[] START = {1.0, -0.5, 0.25, 0.001};
    private static final double[][] GRADIENTS = {
        {0.1, -0.2, 0.3, 0.0}, {-0.4, 0.1, 0.2, 0.1}, {0.3, 0.3, -0.1, -0.1}
    };
    private static final double RATE = 0.01;

    @Test
    void aDecayAroundAdamIsAdamW() {
        DecoupledWeightDecay decayed = new DecoupledWeightDecay(new Adam(), 0.5f);
        double[] expected =
                OptimizerRun.trained(
                        new AdamW(0.9f, 0.999f, 1e-8f, 0.5f), START, GRADIENTS, RATE, 2, 2);
        assertThat(OptimizerRun.trained(decayed, START, GRADIENTS, RATE, 2, 2))
                .containsExactly(expected, within(TOLERANCE));
        assertThat(OptimizerRun.trained(decayed, START, GRADIENTS, RATE, 4))
                .isEqualTo(OptimizerRun.trained(new Adam(), START, GRADIENTS, RATE, 4));
    }

    @Test
    void aProximalStepEndsAtZero() {
        double[] p = START.clone();
        for (double[] g : GRADIENTS) {
            for (int i = 0; i < 4; i++) {
                double moved = p[i] - RATE * g[i];
                p[i] = Math.signum(moved) * Math.max(Math.abs(moved) - RATE * 0.5, 0);
            }
        }
        ProximalL1 sparse = new ProximalL1(new Sgd(), 0.5f);
        double[] trained = OptimizerRun.trained(sparse, START, GRADIENTS, RATE, 2, 2);
        assertThat(trained).containsExactly(p, within(TOLERANCE));
        assertThat(trained[3]).isZero();
        assertThat(OptimizerRun.trained(sparse, START, GRADIENTS, RATE, 4))
                .isEqualTo(OptimizerRun.trained(new Sgd(), START, GRADIENTS, RATE, 4));
    }

    @Test
    void refusesWhatMakesNoPenalty() {
        assertThatThrownBy(() -> new DecoupledWeightDecay(new Sgd(), -1))
                .hasMessage(
                        "DecoupledWeightDecay was given the decay -1.0; accepted are finite numbers"
                                + " of 0 or more.");
        assertThatThrownBy(() -> new ProximalL1(new Sgd(), Float.NaN))
                .hasMessage(
                        "ProximalL1 was given the strength NaN; accepted are finite numbers of 0 or"
                                + " more.");
    }
}
