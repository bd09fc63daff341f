package com.example.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.Steelyard;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Both descents, and that they are the same one. */
final class DescentTest {
    private static final long SEED = 7;
    private static Steelyard sdk;

    @BeforeAll
    static void start() {
        sdk = Steelyard.create();
    }

    @AfterAll
    static void stop() {
        sdk.close();
    }

    /**
     * On paper: from 0 the errors are -3 and -5, so that L = (9 + 25) / 2, dL/dw = -3 * 1 - 5 * 2,
     * dL/db = -3 - 5. After a step of 0.1 the line is 1.3 x + 0.8, the errors are -0.9 and -1.6, L
     * = (0.81 + 2.56) / 2, dL/dw = -0.9 - 3.2 and dL/db = -2.5.
     */
    @Test
    void twoStepsAsOnPaper() {
        Houses two = new Houses(List.of("x"), new float[][] {{1}, {2}}, new float[] {3, 5});
        for (FittedLine line :
                List.of(DescentByHand.fit(two, 2, 0.1), DescentBySdk.fit(sdk, two, 2, 0.1))) {
            assertThat(line.losses()).hasSize(2);
            assertThat(line.losses().get(0)).isCloseTo(17, within(1e-6));
            assertThat(line.losses().get(1)).isCloseTo(1.685, within(1e-6));
            assertThat(line.weight()[0]).isCloseTo(1.3 + 0.41, within(1e-6));
            assertThat(line.bias()).isCloseTo(0.8 + 0.25, within(1e-6));
        }
    }

    /**
     * The SDK rounds to 24 bits, 6e-8 of a number, and the descent by hand to 53. Errors are up to
     * 5 at first, so that they and the weights are off by some 1e-7, and a loss whose errors are
     * near 0.2 by some 1e-6 of it: ten times that is allowed. Since both go towards the same
     * minimum, nothing adds up over the steps.
     */
    @Test
    void theSameNumbersAtEachStep() {
        Houses houses = Houses.of(Houses.madeUp(500, SEED), "price", SEED).training();
        FittedLine byHand = DescentByHand.fit(houses, 200, 0.1);
        FittedLine bySdk = DescentBySdk.fit(sdk, houses, 200, 0.1);
        assertThat(bySdk.losses()).hasSameSizeAs(byHand.losses()).hasSize(200);
        for (int step = 0; step < 200; step++) {
            double loss = byHand.losses().get(step);
            assertThat(bySdk.losses().get(step)).isCloseTo(loss, within(1e-5 * loss));
        }
        for (int j = 0; j < 3; j++) {
            assertThat(bySdk.weight()[j]).isCloseTo(byHand.weight()[j], within(1e-6));
        }
        assertThat(bySdk.bias()).isCloseTo(byHand.bias(), within(1e-6));
    }

    /**
     * Over columns with the standard deviation 1 a weight is the one of the formula times the
     * deviation of the column, which is the width of its range / sqrt(12). With noise of 0.2 the
     * weights from 400 houses have a standard error of 0.01, and deviations of the columns one of 2
     * %; this allows four of both.
     */
    @Test
    void findsTheFormulaThatHousesWereMadeFrom() {
        Houses houses = Houses.of(Houses.madeUp(500, SEED), "price", SEED).training();
        FittedLine line = DescentByHand.fit(houses, 200, 0.1);
        double[] formula = {0.02 * 160, -0.01 * 80, -0.05 * 30};
        for (int j = 0; j < formula.length; j++) {
            double expected = formula[j] / Math.sqrt(12);
            assertThat(line.weight()[j])
                    .as(houses.columns().get(j))
                    .isCloseTo(expected, within(0.04 + 0.08 * Math.abs(expected)));
        }
        assertThat(line.losses().getLast()).isCloseTo(0.2 * 0.2, within(0.012));
    }
}
