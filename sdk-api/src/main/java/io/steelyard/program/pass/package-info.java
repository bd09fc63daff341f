/**
 * Rewrites of whole functions that keep what they compute. Read {@link
 * io.steelyard.program.pass.Pass}, {@link io.steelyard.program.pass.Pipeline} and {@link
 * io.steelyard.program.pass.Rewriter} first.
 */
@NullMarked
package io.steelyard.program.pass;

import org.jspecify.annotations.NullMarked;
