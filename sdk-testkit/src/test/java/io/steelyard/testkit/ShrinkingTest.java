package io.steelyard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What a list of decisions that fails becomes. */
final class ShrinkingTest {
    private static final List<Integer> MANY =
            IntStream.range(0, 200).mapToObj(i -> 31 * i % 97).toList();

    private static List<Integer> smallest(Predicate<List<Integer>> fails) {
        AssertionError problem = new AssertionError("wrong");
        return Shrinking.smallest(
                        new Shrinking.Failure(MANY, problem),
                        decisions ->
                                fails.test(decisions)
                                        ? Optional.of(new Shrinking.Failure(decisions, problem))
                                        : Optional.empty())
                .decisions();
    }

    @Test
    void whatDoesNotMatterIsLeftOut() {
        assertThat(smallest(_ -> true)).isEmpty();
        assertThat(smallest(decisions -> decisions.contains(58))).containsExactly(58);
        assertThat(smallest(decisions -> decisions.containsAll(List.of(31, 58))))
                .containsExactly(31, 58);
    }

    @Test
    void whatMattersIsMadeAsLowAsItFails() {
        assertThat(smallest(decisions -> decisions.stream().anyMatch(i -> i >= 40)))
                .containsExactly(40);
        assertThat(smallest(decisions -> decisions.size() >= 3)).containsExactly(0, 0, 0);
    }

    /** A slow program must not keep the author of a backend waiting. */
    @Test
    void itEndsAfterFiveHundredTries() {
        AtomicInteger tries = new AtomicInteger();
        List<Integer> decisions =
                smallest(
                        _ -> {
                            tries.incrementAndGet();
                            return false;
                        });
        assertThat(tries).hasValue(500);
        assertThat(decisions).isEqualTo(MANY);
    }
}
