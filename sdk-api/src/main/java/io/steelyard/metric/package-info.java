/** How good predictions are. Read {@link io.steelyard.metric.Accuracy} first. */
@NullMarked
package io.steelyard.metric;

import org.jspecify.annotations.NullMarked;
