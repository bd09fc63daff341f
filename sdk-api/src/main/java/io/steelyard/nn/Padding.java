package io.steelyard.nn;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;

import java.util.Arrays;
import java.util.List;

/** What surrounds the spatial axes of an input before a {@link Kernel} moves over them. */
public sealed interface Padding {
    /** Nothing: the kernel stays inside. */
    record Valid() implements Padding {}

    /**
     * So much that there are {@code ceil(size / stride)} positions: half of it on each side, and
     * the odd element after the axis (TensorFlow's and Keras's rule; PyTorch's where the stride is
     * 1).
     */
    record Same() implements Padding {}

    /** All of it before the axis, so that a position sees itself and what came before it. */
    record Causal() implements Padding {}

    /**
     * A number of elements.
     *
     * @param low before each axis, or one number for all
     * @param high after each axis, or one number for all
     */
    record Explicit(List<Integer> low, List<Integer> high) implements Padding {
        /** Throws {@code INVALID_ARGUMENT} for numbers below 0. */
        public Explicit {
            low = List.copyOf(low);
            high = List.copyOf(high);
            for (List<Integer> side : List.of(low, high)) {
                if (side.isEmpty() || side.stream().anyMatch(count -> count < 0)) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "A padding of "
                                    + side
                                    + " elements was given; accepted are numbers of 0 or more, one"
                                    + " for each axis or one for all.");
                }
            }
        }
    }

    /** Nothing: the kernel stays inside. */
    static Padding valid() {
        return new Valid();
    }

    /** As many positions as elements, for a stride of 1; see {@link Same}. */
    static Padding same() {
        return new Same();
    }

    /** A position sees itself and what came before it; see {@link Causal}. */
    static Padding causal() {
        return new Causal();
    }

    /** So many elements on both sides of each axis, as PyTorch takes them; one number for all. */
    static Padding of(int... elements) {
        List<Integer> both = Arrays.stream(elements).boxed().toList();
        return new Explicit(both, both);
    }
}
