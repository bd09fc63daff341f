package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StartUpTest {
    private static long[] ends(long... steps) {
        long[] ends = new long[steps.length];
        long end = 0;
        for (int i = 0; i < steps.length; i++) {
            end += steps[i];
            ends[i] = end;
        }
        return ends;
    }

    /** The last quarter takes 10 a step; of steps 5 to 9 the middle one is 11, which is 91 %. */
    @Test
    void theSpeedIsReachedByMostOfSomeStepsInARow() {
        StartUp found =
                StartUp.of(ends(500, 90, 50, 30, 14, 13, 10, 11, 11, 10, 99, 10, 10, 10, 10, 10));
        assertThat(found.firstNanos()).isEqualTo(500);
        assertThat(found.steadyNanos()).isEqualTo(10);
        assertThat(found.fastStep()).isEqualTo(9);
        assertThat(found.fastNanos()).isEqualTo(500 + 90 + 50 + 30 + 14 + 13 + 10 + 11 + 11);
    }

    /**
     * One fast step among slow ones is no speed, and one slow step among fast ones no lack of it.
     */
    @Test
    void aSingleStepDecidesNothing() {
        StartUp found = StartUp.of(ends(40, 10, 40, 40, 40, 10, 10, 70, 10, 10, 10, 10, 10, 10));
        assertThat(found.fastStep()).isEqualTo(7 + 2);
    }

    @Test
    void oneStepIsFirstAndSteady() {
        assertThat(StartUp.of(new long[] {7})).isEqualTo(new StartUp(7, 7, 1, 7));
    }
}
