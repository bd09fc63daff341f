package io.steelyard.program.pass;

import io.steelyard.program.Function;

/**
 * A rewrite of a function into one that computes the same from the same inputs and state, under the
 * same names.
 *
 * <p>Implementations are immutable and safe for use from several threads.
 */
public interface Pass {
    /** The name for messages and reports: {@code "dead_code"}. */
    String name();

    /** The rewritten function; the given one stays as it is. */
    Function apply(Function function);
}
