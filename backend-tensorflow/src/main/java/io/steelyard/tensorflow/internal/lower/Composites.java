package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;

import java.util.Set;

/** Which composites are lowered whole. */
public final class Composites {
    /** The names of those that may be. */
    public static final Set<String> NAMES = Set.of("adamw", "attention", "attention_grad");

    private Composites() {}

    /** Whether a node is: by the type of its rule, since a plugin may use a known name again. */
    public static boolean isTaken(Node node) {
        return InPlaceUpdates.isMarked(node) || Attention.takes(node);
    }
}
