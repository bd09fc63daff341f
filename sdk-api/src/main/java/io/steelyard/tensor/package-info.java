/**
 * What a tensor is made of. Read {@link io.steelyard.tensor.TensorType}, {@link
 * io.steelyard.tensor.Shape} and {@link io.steelyard.tensor.NdArray} first.
 */
@NullMarked
package io.steelyard.tensor;

import org.jspecify.annotations.NullMarked;
