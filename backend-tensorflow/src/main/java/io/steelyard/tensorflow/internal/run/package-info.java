/**
 * Runs lowered functions: {@link io.steelyard.tensorflow.internal.run.DeviceSession} holds
 * variables and what runs on them, {@link io.steelyard.tensorflow.internal.run.VariableState} is a
 * set of them, {@link io.steelyard.tensorflow.internal.run.CompiledFunction} runs.
 */
@NullMarked
package io.steelyard.tensorflow.internal.run;

import org.jspecify.annotations.NullMarked;
