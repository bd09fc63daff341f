package io.steelyard.onnx.internal.format;

import io.steelyard.tensor.NdArray;

/**
 * A tensor of a file ({@code TensorProto}).
 *
 * @param name what nodes call it; may be empty
 * @param type the element type in the file
 * @param content the elements in the dtype that carries the type
 */
public record OnnxTensor(String name, ElementType type, NdArray content) {}
