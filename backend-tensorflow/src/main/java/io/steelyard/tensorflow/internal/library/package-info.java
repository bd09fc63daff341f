/**
 * TensorFlow's C library as Java objects that own what is native: {@link
 * io.steelyard.tensorflow.internal.library.NativeGraph} builds, {@link
 * io.steelyard.tensorflow.internal.library.NativeSession} runs, {@link
 * io.steelyard.tensorflow.internal.library.NativeTensor} carries. Nothing outside this package
 * touches a pointer.
 */
@NullMarked
package io.steelyard.tensorflow.internal.library;

import org.jspecify.annotations.NullMarked;
