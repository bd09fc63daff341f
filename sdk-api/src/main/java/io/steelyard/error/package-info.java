/**
 * How the SDK reports a problem: {@link io.steelyard.error.SteelyardException} and its stable
 * {@link io.steelyard.error.ErrorCode}.
 */
@NullMarked
package io.steelyard.error;

import org.jspecify.annotations.NullMarked;
