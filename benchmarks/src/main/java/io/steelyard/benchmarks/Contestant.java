package io.steelyard.benchmarks;

import java.util.List;

/** One way to do the same training, which can be asked for steps a few at a time. */
public interface Contestant extends AutoCloseable {
    String name();

    /** Trains for so many steps. */
    void train(int steps);

    /** The losses of all steps so far. */
    List<Double> losses();

    @Override
    void close();
}
