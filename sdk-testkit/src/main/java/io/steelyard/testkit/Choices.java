package io.steelyard.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Decisions that were made before: where they end, each further one is the first of its options. So
 * a shorter list, and one of smaller numbers, makes a simpler program.
 */
final class Choices {
    private final Iterator<Integer> decisions;
    private final List<Integer> made = new ArrayList<>();

    /**
     * @param decisions none of them negative
     */
    Choices(List<Integer> decisions) {
        this.decisions = decisions.iterator();
    }

    boolean isAtEnd() {
        return !decisions.hasNext();
    }

    /** In {@code [0, bound)}. */
    int next(int bound) {
        if (isAtEnd()) {
            return 0;
        }
        int option = decisions.next() % bound;
        made.add(option);
        return option;
    }

    /** In {@code [from, to]}. */
    int between(long from, long to) {
        return Math.toIntExact(from) + next(Math.toIntExact(to - from) + 1);
    }

    boolean yes() {
        return next(2) == 1;
    }

    <T> T of(List<T> options) {
        return options.get(next(options.size()));
    }

    /**
     * Decisions that lead to the same: those that were used so far, each the number of its option.
     */
    List<Integer> made() {
        return List.copyOf(made);
    }
}
