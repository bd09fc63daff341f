package io.steelyard.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

final class SplitTest {
    private static Map<Integer, Long> heldOut(Split split, int[] labels) {
        return Arrays.stream(split.heldOut())
                .mapToObj(i -> labels[i])
                .collect(Collectors.groupingBy(l -> l, TreeMap::new, Collectors.counting()));
    }

    private static void assertEveryElementIsInOnePart(Split split, int count) {
        assertThat(split.training()).isSorted();
        assertThat(split.heldOut()).isSorted();
        assertThat(
                        IntStream.concat(
                                        Arrays.stream(split.training()),
                                        Arrays.stream(split.heldOut()))
                                .sorted())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
        for (int i : split.training()) {
            assertThat(split.isTraining(i)).isTrue();
            assertThat(split.isHeldOut(i)).isFalse();
        }
        assertThat(split.isTraining(count)).isFalse();
        assertThat(split.isHeldOut(1L << 32)).isFalse();
    }

    @Test
    void aRandomSplitHoldsOutItsFraction() {
        Split split = Split.random(1000, 0.15, 1);
        assertEveryElementIsInOnePart(split, 1000);
        assertThat(split.heldOut()).hasSize(150);
        assertThat(Split.random(1000, 0.15, 1).heldOut()).isEqualTo(split.heldOut());
        assertThat(Split.random(1000, 0.15, 2).heldOut()).isNotEqualTo(split.heldOut());
        assertThat(Split.random(2, 0.9, 1).heldOut()).hasSize(1);
        assertThat(Split.random(0, 0.5, 1).heldOut()).isEmpty();
        assertThat(Split.random(9, 0, 1).heldOut()).isEmpty();
    }

    /** Shares 1.75, 1.5 and 0.75 of the 4 that round(16 / 4) holds out: 1 + 1 + 0, then 0 and 2. */
    @Test
    void theLargestRemaindersGiveOneMore() {
        int[] labels = {5, 5, 5, 5, 5, 5, 5, 7, 7, 7, 7, 7, 7, 9, 9, 9};
        Split split = Split.stratified(labels, 0.25, 3);
        assertEveryElementIsInOnePart(split, 16);
        assertThat(heldOut(split, labels)).isEqualTo(Map.of(5, 2L, 7, 1L, 9, 1L));
        assertThat(Split.stratified(labels, 0.25, 3).heldOut()).isEqualTo(split.heldOut());
    }

    @Test
    void aClassOfOneStaysInTraining() {
        int[] labels = {0, 0, 0, 0, 1, 2, 2};
        for (int seed = 0; seed < 20; seed++) {
            Split split = Split.stratified(labels, 0.9, seed);
            assertEveryElementIsInOnePart(split, 7);
            assertThat(heldOut(split, labels)).isEqualTo(Map.of(0, 3L, 2, 1L));
        }
    }

    @Test
    void eachClassKeepsItsShare() {
        int[] labels =
                IntStream.range(0, 10_000)
                        .map(i -> i % 100 == 0 ? 2 : i % 10 < 3 ? 1 : 0)
                        .toArray();
        Split split = Split.stratified(labels, 0.1, 3);
        assertEveryElementIsInOnePart(split, 10_000);
        assertThat(heldOut(split, labels)).isEqualTo(Map.of(0, 700L, 1, 290L, 2, 10L));
    }

    @Test
    void anyElementIsAsLikelyAsAnyOther() {
        int[] counts = new int[8];
        int[] labels = {0, 0, 0, 0, 1, 1, 1, 1};
        for (int seed = 0; seed < 4_000; seed++) {
            for (int i : Split.stratified(labels, 0.25, seed).heldOut()) {
                counts[i]++;
            }
        }
        // Binomial, 1000 expected with a deviation of 27; these seeds are fixed.
        assertThat(counts)
                .satisfies(c -> Arrays.stream(c).forEach(n -> assertThat(n).isBetween(890, 1110)));
    }

    @Test
    void eachFoldHoldsOutItsShareAndAllOfThemEverything() {
        int[] labels = IntStream.range(0, 103).map(i -> i < 9 ? 4 : i < 40 ? 1 : 0).toArray();
        List<Split> folds = Split.folds(labels, 5, 3);
        assertThat(folds).hasSize(5);
        for (Split fold : folds) {
            assertEveryElementIsInOnePart(fold, 103);
            // 103, 9, 31 and 63 elements in five parts.
            assertThat(fold.heldOut().length).isBetween(20, 21);
            assertThat(heldOut(fold, labels).get(4)).isBetween(1L, 2L);
            assertThat(heldOut(fold, labels).get(1)).isBetween(6L, 7L);
            assertThat(heldOut(fold, labels).get(0)).isBetween(12L, 13L);
        }
        assertThat(folds.stream().flatMapToInt(fold -> Arrays.stream(fold.heldOut())).sorted())
                .containsExactlyElementsOf(IntStream.range(0, 103).boxed().toList());
        assertThat(Split.folds(labels, 5, 3).get(2).heldOut()).isEqualTo(folds.get(2).heldOut());
        assertThat(Split.folds(labels, 5, 4).get(2).heldOut()).isNotEqualTo(folds.get(2).heldOut());
    }

    @Test
    void saysHowManyFoldsAreAccepted() {
        for (int folds : new int[] {1, 4}) {
            assertThatThrownBy(() -> Split.folds(new int[3], folds, 1))
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessage(
                            folds
                                    + " folds of 3 elements were asked for; accepted are 2 or more,"
                                    + " and no more than there are elements.");
        }
        assertThat(Split.folds(new int[3], 3, 1)).hasSize(3);
    }

    @Test
    void rowsAreDecidedByTheirNumberAlone() {
        LongPredicate held = Split.rows(0.2, 7);
        long large = 1L << 40;
        long count = LongStream.range(large, large + 100_000).filter(held).count();
        // Binomial: 20,000 with a deviation of 126; the seed is fixed.
        assertThat(count).isCloseTo(20_000L, within(500L));
        assertThat(LongStream.range(0, 1000).filter(held).toArray())
                .isEqualTo(LongStream.range(0, 1000).filter(Split.rows(0.2, 7)).toArray())
                .isNotEqualTo(LongStream.range(0, 1000).filter(Split.rows(0.2, 8)).toArray());
        assertThat(LongStream.range(0, 1000).filter(Split.rows(0, 7))).isEmpty();
    }

    @Test
    void saysWhichFractionsAreAccepted() {
        for (double fraction : new double[] {1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> Split.stratified(new int[3], fraction, 1))
                    .isInstanceOfSatisfying(
                            SteelyardException.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .hasMessage(
                            "A split with the fraction "
                                    + fraction
                                    + " was asked for; accepted are numbers from 0 up to, but not"
                                    + " including, 1.");
        }
    }
}
