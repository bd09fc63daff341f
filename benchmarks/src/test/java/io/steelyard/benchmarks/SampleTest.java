package io.steelyard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SampleTest {
    @Test
    void takesQuantilesByTheNearestRank() {
        Sample sample = new Sample(3, 1, 2, 5, 4, 9, 8, 7, 6, 10);
        assertThat(sample.quantile(0.1)).isEqualTo(2);
        assertThat(sample.median()).isEqualTo(6);
        assertThat(sample.quantile(0.9)).isEqualTo(10);
        assertThat(new Sample(4).quantile(0.9)).isEqualTo(4);
    }

    /** The second machine state is ten times as slow for both: 2, 3 and 4 remain. */
    @Test
    void comparesTurnByTurn() {
        assertThat(new Sample(2, 30, 4).over(new Sample(1, 10, 1))).isEqualTo(3);
    }
}
