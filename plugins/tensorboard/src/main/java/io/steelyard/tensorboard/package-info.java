/**
 * The course of a training for TensorBoard. Read {@link io.steelyard.tensorboard.TensorBoardLog},
 * {@link io.steelyard.tensorboard.EventFile} and {@link io.steelyard.tensorboard.Histogram} first.
 */
@NullMarked
package io.steelyard.tensorboard;

import org.jspecify.annotations.NullMarked;
