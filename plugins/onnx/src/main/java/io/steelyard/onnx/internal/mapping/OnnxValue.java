package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

/**
 * A value of a graph while it is recorded.
 *
 * @param type what its elements are in ONNX
 * @param tensor the elements in the dtype that carries the type
 * @param known its content, where that is known while the graph is recorded
 */
public record OnnxValue(ElementType type, Tensor tensor, @Nullable NdArray known) {
    /** A value that is known only when the program runs. */
    public static OnnxValue of(ElementType type, Tensor tensor) {
        return new OnnxValue(type, tensor, null);
    }

    /** Another tensor with elements of this type. */
    public OnnxValue with(Tensor other) {
        return of(type, other);
    }
}
