/**
 * What third parties implement, and the values these interfaces speak of. Read {@link
 * io.steelyard.spi.Plugin}, {@link io.steelyard.spi.Model} and {@link io.steelyard.spi.Backend}
 * first.
 */
@NullMarked
package io.steelyard.spi;

import org.jspecify.annotations.NullMarked;
