package io.steelyard.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.tensor.Shape;

import org.junit.jupiter.api.Test;

final class TorchLayoutTest {
    private static float[] counted(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }

    @Test
    void leavesWhatIsTheSame() {
        TorchLayout layout = TorchLayout.same(Shape.of(2, 3));
        assertThat(layout.arrange(counted(6))).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(layout.shape()).containsExactly(2L, 3L);
    }

    @Test
    void transposesWeights() {
        TorchLayout layout = TorchLayout.transposed(Shape.of(2, 3));
        assertThat(layout.arrange(counted(6))).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(layout.shape()).containsExactly(3L, 2L);
    }

    /** One filter row: [1, 2, 2, 3] is kernel, kernel, in, out; [out, in, kernel, kernel] there. */
    @Test
    void movesTheChannelsOfFiltersToTheFront() {
        TorchLayout layout = TorchLayout.permuted(Shape.of(1, 2, 2, 3), 3, 2, 0, 1);
        assertThat(layout.shape()).containsExactly(3L, 2L, 1L, 2L);
        assertThat(layout.arrange(counted(12)))
                .containsExactly(0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11);
    }

    /** Two places with two channels each, and one output: row place * 2 + channel here. */
    @Test
    void regroupsTheInputsBehindImages() {
        TorchLayout layout = TorchLayout.afterImages(Shape.of(4, 1), 2);
        assertThat(layout.shape()).containsExactly(1L, 4L);
        assertThat(layout.arrange(counted(4))).containsExactly(0, 2, 1, 3);
    }
}
