/**
 * Training: the loop over data, validation, stop conditions, callbacks and exact checkpoints. Read
 * {@link io.steelyard.train.Trainer}, {@link io.steelyard.train.TrainingReport} and {@link
 * io.steelyard.train.Callback} first.
 */
@NullMarked
package io.steelyard.train;

import org.jspecify.annotations.NullMarked;
