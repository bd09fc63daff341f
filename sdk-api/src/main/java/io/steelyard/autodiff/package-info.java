/**
 * Reverse-mode differentiation of programs: {@link io.steelyard.autodiff.Gradients} appends the
 * backward pass to the function that is being recorded; one rule for each primitive is in {@code
 * GradientRules}.
 */
@NullMarked
package io.steelyard.autodiff;

import org.jspecify.annotations.NullMarked;
