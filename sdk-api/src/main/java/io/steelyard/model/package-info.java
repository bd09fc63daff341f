/**
 * How a model records itself: a layer is a record that holds its configuration, and a {@link
 * io.steelyard.model.Scope} gives it parameters, state and randomness by path. Read {@link
 * io.steelyard.model.Scope}, {@link io.steelyard.model.Layer} and {@link
 * io.steelyard.model.Recording} first.
 */
@NullMarked
package io.steelyard.model;

import org.jspecify.annotations.NullMarked;
