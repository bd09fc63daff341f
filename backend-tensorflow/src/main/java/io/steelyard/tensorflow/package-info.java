/**
 * The TensorFlow backend: functions as graphs of TensorFlow's C library. {@link
 * io.steelyard.tensorflow.TensorFlowPlugin} registers it, {@link
 * io.steelyard.tensorflow.TensorFlowBackendFactory} starts it and {@link
 * io.steelyard.tensorflow.TensorFlowBackend} compiles functions.
 */
@NullMarked
package io.steelyard.tensorflow;

import org.jspecify.annotations.NullMarked;
