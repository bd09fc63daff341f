package io.steelyard.run;

import io.steelyard.train.Callback;

/** Is told of a task's training also what was found out before its first step. */
public interface RunCallback extends Callback {
    /** When the data is read and found to be good, before the model is compiled. */
    default void planned(RunPlan plan) {}
}
