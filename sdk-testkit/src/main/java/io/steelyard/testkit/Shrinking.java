package io.steelyard.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks for decisions that are fewer and smaller and fail as well: without a part of them, halves
 * first (delta debugging; Zeller and Hildebrandt 2002, "Simplifying and isolating failure-inducing
 * input"), then with one of them lower. What is made smaller are the decisions and not the program,
 * so that each result is a program that the generator makes (MacIver and Donaldson 2020, "Test-case
 * reduction via test-case generation: insights from the Hypothesis reducer").
 */
final class Shrinking {
    private static final int MOST_TRIES = 500;

    private final Function<List<Integer>, Optional<Failure>> property;
    private Failure smallest;
    private int tries;

    private Shrinking(Failure first, Function<List<Integer>, Optional<Failure>> property) {
        this.property = property;
        smallest = first;
    }

    /**
     * @param decisions that were used, none of them larger than what was tried
     */
    record Failure(List<Integer> decisions, Throwable problem) {}

    /**
     * A failure that cannot be made smaller, or the smallest that was found in {@value #MOST_TRIES}
     * tries.
     *
     * @param property empty where the decisions do not fail
     */
    static Failure smallest(Failure first, Function<List<Integer>, Optional<Failure>> property) {
        Shrinking shrinking = new Shrinking(first, property);
        boolean smaller = true;
        while (smaller) {
            smaller = shrinking.shorten() || shrinking.lower();
        }
        return shrinking.smallest;
    }

    private boolean shorten() {
        boolean shorter = false;
        for (int length = size(); length > 0; length /= 2) {
            // From the end, where fewer others mean something else without them.
            int start = size() - length;
            while (start >= 0) {
                List<Integer> rest = new ArrayList<>(smallest.decisions());
                rest.subList(start, start + length).clear();
                shorter |= failsWith(rest);
                start = Math.min(start, size()) - length;
            }
        }
        return shorter;
    }

    private boolean lower() {
        boolean lower = false;
        for (int i = 0; i < size(); i++) {
            int decision = smallest.decisions().get(i);
            if (decision > 0) {
                lower |=
                        failsWith(i, 0) || failsWith(i, decision / 2) || failsWith(i, decision - 1);
            }
        }
        return lower;
    }

    private boolean failsWith(int place, int decision) {
        List<Integer> other = new ArrayList<>(smallest.decisions());
        other.set(place, decision);
        return failsWith(other);
    }

    private boolean failsWith(List<Integer> decisions) {
        if (tries == MOST_TRIES) {
            return false;
        }
        tries++;
        Optional<Failure> failure = property.apply(decisions);
        failure.ifPresent(smaller -> smallest = smaller);
        return failure.isPresent();
    }

    private int size() {
        return smallest.decisions().size();
    }
}
