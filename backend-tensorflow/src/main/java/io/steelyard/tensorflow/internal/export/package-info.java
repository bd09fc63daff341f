/**
 * Programs as files of TensorFlow's: {@link io.steelyard.tensorflow.internal.export.SavedModel} is
 * the directory, {@link io.steelyard.tensorflow.internal.export.Saver} the part of its graph that
 * reads the variables.
 */
@NullMarked
package io.steelyard.tensorflow.internal.export;

import org.jspecify.annotations.NullMarked;
