package io.steelyard.tensorflow.internal.lower;

import java.util.concurrent.atomic.AtomicLong;

/** Names that are not in use, in the graph of a function and in those of its loops. */
final class Names {
    /** Functions of many graphs meet in the graph of a session. */
    private static final AtomicLong FUNCTIONS = new AtomicLong();

    private long next;

    /** A name for a function, in use in no graph. */
    String function(String kind) {
        return kind + "_" + FUNCTIONS.getAndIncrement();
    }

    /** A name that tells the layer and the operation, in the characters that TensorFlow takes. */
    String next(String scope, String type) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < scope.length(); i++) {
            char c = scope.charAt(i);
            boolean taken =
                    c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
            name.append(taken ? c : '_');
        }
        if (!name.isEmpty()) {
            if (!Character.isLetterOrDigit(name.charAt(0))) {
                name.insert(0, 'x');
            }
            name.append('/');
        }
        return name.append(type).append('_').append(next++).toString();
    }
}
