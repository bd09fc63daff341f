package io.steelyard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

final class SamplerTest {
    private static final GenerationOptions SEEDED = GenerationOptions.defaults().withSeed(3);
    private static final int DRAWS = 20_000;

    /** Logits of these probabilities, up to a constant. */
    private static float[] logits(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]) + 3;
        }
        return logits;
    }

    private static double[] frequencies(
            GenerationOptions options, int[] seen, double... probabilities) {
        Sampler sampler = new Sampler(options);
        double[] frequencies = new double[probabilities.length];
        for (int i = 0; i < DRAWS; i++) {
            frequencies[sampler.next(logits(probabilities), seen)] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static Set<Integer> drawn(GenerationOptions options, double... probabilities) {
        double[] frequencies = frequencies(options, new int[0], probabilities);
        Set<Integer> drawn = new TreeSet<>();
        for (int i = 0; i < frequencies.length; i++) {
            if (frequencies[i] > 0) {
                drawn.add(i);
            }
        }
        return drawn;
    }

    @Test
    void drawsTokensAsOftenAsTheirProbabilities() {
        // Four standard deviations of a frequency near 1/2 over 20,000 draws are 0.014.
        assertThat(frequencies(SEEDED, new int[0], 0.5, 0.2, 0.3))
                .containsExactly(new double[] {0.5, 0.2, 0.3}, within(0.015));
    }

    @Test
    void temperatureRaisesProbabilitiesToItsInverse() {
        // At 0.5 probabilities are squared: 0.25, 0.04, 0.09 of 0.38.
        assertThat(frequencies(SEEDED.withTemperature(0.5f), new int[0], 0.5, 0.2, 0.3))
                .containsExactly(
                        new double[] {0.25 / 0.38, 0.04 / 0.38, 0.09 / 0.38}, within(0.015));
    }

    @Test
    void temperatureZeroTakesTheFirstOfTheLikeliest() {
        Sampler sampler = new Sampler(SEEDED.withTemperature(0));
        assertThat(sampler.next(new float[] {-1, 2, 2, 0}, new int[0])).isEqualTo(1);
    }

    @Test
    void topKKeepsTheLikeliestAndThoseEqualToTheLast() {
        assertThat(drawn(SEEDED.withTopK(2), 0.1, 0.4, 0.2, 0.3)).containsExactly(1, 3);
        assertThat(drawn(SEEDED.withTopK(2), 0.1, 0.4, 0.25, 0.25)).containsExactly(1, 2, 3);
        assertThat(drawn(SEEDED.withTopK(9), 0.1, 0.9)).containsExactly(0, 1);
    }

    @Test
    void topPKeepsTheFewestThatReachTheProbability() {
        assertThat(drawn(SEEDED.withTopP(0.65f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1, 3);
        assertThat(drawn(SEEDED.withTopP(0.75f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1, 2, 3);
        assertThat(drawn(SEEDED.withTopP(0.01f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1);
        // Of equals at the border only as many as are needed.
        assertThat(drawn(SEEDED.withTopP(0.45f), 0.25, 0.25, 0.25, 0.25)).hasSize(2);
    }

    @Test
    void minPKeepsThoseNotMuchUnlikelierThanTheLikeliest() {
        assertThat(drawn(SEEDED.withMinP(0.6f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1, 3);
        assertThat(drawn(SEEDED.withMinP(1), 0.1, 0.4, 0.2, 0.3)).containsExactly(1);
    }

    @Test
    void topPCountsWithinWhatTopKLeft() {
        // Of 0.4 and 0.3 alone the first has 4/7 = 0.571, which is enough for 0.55 and not for 0.6.
        GenerationOptions two = SEEDED.withTopK(2);
        assertThat(drawn(two.withTopP(0.55f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1);
        assertThat(drawn(two.withTopP(0.6f), 0.1, 0.4, 0.2, 0.3)).containsExactly(1, 3);
    }

    @Test
    void repetitionPenaltyCountsEachTokenOnce() {
        Sampler sampler = new Sampler(SEEDED.withTemperature(0).withRepetitionPenalty(2));
        // 3 / 2 = 1.5 is still above 1.4, and below it if it were divided twice.
        assertThat(sampler.next(new float[] {3, 1.4f, -1}, new int[] {0, 0})).isZero();
        // -1 * 2 = -2 is below -1.5.
        assertThat(sampler.next(new float[] {-1, -1.5f, -9}, new int[] {0})).isEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameDraws() {
        double[] probabilities = {0.5, 0.2, 0.3};
        assertThat(frequencies(SEEDED, new int[0], probabilities))
                .isEqualTo(frequencies(SEEDED, new int[0], probabilities))
                .isNotEqualTo(frequencies(SEEDED.withSeed(4), new int[0], probabilities));
    }

    @Test
    void refusesWhatIsNoNumber() {
        Sampler sampler = new Sampler(SEEDED);
        assertThatThrownBy(() -> sampler.next(new float[] {0, Float.NaN}, new int[0]))
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TRAINING_DIVERGED))
                .hasMessage(
                        "The model gives the logit NaN for token 1; expected are finite numbers."
                                + " Its parameters are broken: use an earlier checkpoint, or train"
                                + " again with a lower learning rate.");
        assertThatThrownBy(() -> sampler.next(new float[] {Float.NEGATIVE_INFINITY}, new int[0]))
                .hasMessageStartingWith("The model gives no token a probability");
        assertThat(sampler.next(new float[] {Float.NEGATIVE_INFINITY, 0}, new int[0])).isEqualTo(1);
    }

    @Test
    void optionsSayWhatIsOutOfRange() {
        GenerationOptions options = GenerationOptions.defaults();
        for (Case wrong :
                List.of(
                        new Case(
                                () -> options.withMaxTokens(0),
                                "The max tokens is 0; accepted is 1 or more."),
                        new Case(
                                () -> options.withTemperature(-1),
                                "The temperature is -1.0; accepted is 0 for the likeliest token, or"
                                        + " a number above 0."),
                        new Case(
                                () -> options.withTopK(-1),
                                "The top-k is -1; accepted is 0 for all tokens, or a number of"
                                        + " tokens."),
                        new Case(
                                () -> options.withTopP(0),
                                "The top-p is 0.0; accepted is a number above 0, up to 1 for all"
                                        + " tokens."),
                        new Case(
                                () -> options.withMinP(1.5f),
                                "The min-p is 1.5; accepted is 0 for all tokens, up to 1."),
                        new Case(
                                () -> options.withRepetitionPenalty(0),
                                "The repetition penalty is 0.0; accepted is a number above 0, with"
                                        + " 1 for none."),
                        new Case(
                                () -> options.withStop("x", ""),
                                "An empty stop text was given, which would end every completion"
                                        + " before it begins; leave it out."))) {
            assertThatThrownBy(wrong.call::run).hasMessage(wrong.message);
        }
    }

    private record Case(Runnable call, String message) {}
}
