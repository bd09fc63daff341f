package io.steelyard.reference.internal.kernel;

/**
 * What is done with the rows of a product as soon as they are there, while they lie in a cache of
 * the core that computed them.
 */
public interface MatmulEpilogue {
    /** Takes the rows {@code [from, to)} of C. Threads hand on rows at the same time. */
    void rows(int from, int to);
}
