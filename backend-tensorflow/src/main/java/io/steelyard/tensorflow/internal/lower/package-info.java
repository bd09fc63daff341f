/**
 * Functions as TensorFlow graphs: {@link io.steelyard.tensorflow.internal.lower.Lowering} asks for
 * each operation the family that it belongs to, {@link
 * io.steelyard.tensorflow.internal.lower.Emitter} adds what they want to a graph, {@link
 * io.steelyard.tensorflow.internal.lower.LoweredFunction} is the result.
 */
@NullMarked
package io.steelyard.tensorflow.internal.lower;

import org.jspecify.annotations.NullMarked;
