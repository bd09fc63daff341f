/**
 * Runs a compiled function: {@link io.steelyard.reference.internal.run.CompiledFunction} takes a
 * {@link io.steelyard.reference.internal.run.Frame} (the memory of one run) through a flat list of
 * {@link io.steelyard.reference.internal.run.Step}s.
 */
@NullMarked
package io.steelyard.reference.internal.run;

import org.jspecify.annotations.NullMarked;
