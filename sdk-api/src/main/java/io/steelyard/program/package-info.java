/**
 * Programs: the closed set of operations, the recording of functions from them, and what is derived
 * from a function. Read {@link io.steelyard.program.Op}, {@link io.steelyard.program.Tensor} and
 * {@link io.steelyard.program.Function} first.
 */
@NullMarked
package io.steelyard.program;

import org.jspecify.annotations.NullMarked;
