package io.steelyard.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TemperatureScalingTest {
    @Test
    void confidenceBecomesThePartThatIsRight() {
        // The logits 4 and 0 claim 0.982; right are 3 of 4, so that e^(4 / T) = 3.
        float[][] logits = {{4, 0}, {4, 0}, {4, 0}, {4, 0}};
        TemperatureScaling scaling = TemperatureScaling.fit(logits, new int[] {0, 0, 1, 0});
        assertThat(scaling.temperature()).isCloseTo(4 / Math.log(3), within(1e-12));
        assertThat(scaling.probabilities(logits[0])[0]).isCloseTo(0.75f, within(1e-7f));
        // As claims of each class by itself.
        boolean[][] labels = {{true}, {true}, {false}, {true}};
        float[][] single = {{4}, {4}, {4}, {4}};
        TemperatureScaling each = TemperatureScaling.fit(single, labels);
        assertThat(each.temperature()).isCloseTo(4 / Math.log(3), within(1e-12));
        assertThat(each.multiLabelProbabilities(new float[] {4, -4})[1])
                .isCloseTo(0.25f, within(1e-7f));
    }

    @Test
    void noOtherTemperatureHasASmallerLoss() {
        float[][] logits = {{3, 1, -2}, {0.5f, 2, 1}, {-1, 0, 4}, {2, 2.5f, 0}, {1, 5, 2}};
        int[] labels = {0, 2, 2, 0, 1};
        double best = TemperatureScaling.fit(logits, labels).temperature();
        for (double factor : new double[] {0.9, 0.999, 1.001, 1.1}) {
            assertThat(loss(logits, labels, best)).isLessThan(loss(logits, labels, factor * best));
        }
    }

    private static double loss(float[][] logits, int[] labels, double temperature) {
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            double sum = 0;
            for (float z : logits[i]) {
                sum += Math.exp(z / temperature);
            }
            loss += Math.log(sum) - logits[i][labels[i]] / temperature;
        }
        return loss;
    }

    @Test
    void theOrderOfTheClassesStays() {
        float[] logits = {-3, 90, 88, 0};
        float[] cool = new TemperatureScaling(0.5).probabilities(logits);
        float[] warm = new TemperatureScaling(50).probabilities(logits);
        for (float[] row : new float[][] {cool, warm}) {
            assertThat(row[1]).isGreaterThan(row[2]);
            assertThat(row[2]).isGreaterThanOrEqualTo(row[3]);
            double sum = 0;
            for (float p : row) {
                sum += p;
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
        assertThat(TemperatureScaling.none().probabilities(new float[] {0, 0}))
                .containsExactly(0.5f, 0.5f);
    }

    @Test
    void whereAllIsRightOrWrongTheTemperatureStaysInItsBounds() {
        float[][] logits = {{4, 0}, {0, 1}};
        double right = TemperatureScaling.fit(logits, new int[] {0, 1}).temperature();
        // e^(-1 / T) is what a double cannot add to 1.
        assertThat(right).isBetween(0.01, 1 / (52 * Math.log(2)));
        float[][] close = {{0.1f, 0}};
        assertThat(TemperatureScaling.fit(close, new int[] {0}).temperature())
                .isCloseTo(0.01, within(1e-12));
        float[][] wrong = {{4, 0}};
        assertThat(TemperatureScaling.fit(wrong, new int[] {1}).temperature())
                .isCloseTo(100, within(1e-9));
    }

    @Test
    void saysWhatItCannotFit() {
        assertThatThrownBy(() -> TemperatureScaling.fit(new float[0][], new int[0]))
                .hasMessage(
                        "A temperature was asked of 0 rows of logits and the labels of 0; accepted"
                                + " are 1 or more, and as many of both.");
        float[][] infinite = {{Float.POSITIVE_INFINITY, 0}};
        assertThatThrownBy(() -> TemperatureScaling.fit(infinite, new int[] {0}))
                .hasMessage(
                        "A temperature was asked of the logit Infinity in row 0; accepted are"
                                + " finite numbers.");
        float[][] row = {{1, 0}};
        assertThatThrownBy(() -> TemperatureScaling.fit(row, new int[] {2}))
                .hasMessage(
                        "A temperature was asked of the label 2 in row 0; accepted are class"
                                + " numbers from 0 to 1.");
        assertThatThrownBy(() -> new TemperatureScaling(0))
                .hasMessage("A temperature of 0.0 was given; accepted are finite numbers above 0.");
    }
}
