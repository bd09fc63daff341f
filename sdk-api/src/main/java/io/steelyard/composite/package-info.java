/**
 * The SDK's composites: operations that carry their decomposition into primitives, so that a
 * backend may run a kernel of its own and every other backend runs the decomposition. Read {@link
 * io.steelyard.composite.Composites}, {@link io.steelyard.composite.AttentionRule} and {@link
 * io.steelyard.composite.RandomSource} first.
 */
@NullMarked
package io.steelyard.composite;

import org.jspecify.annotations.NullMarked;
