/**
 * The parts of the ONNX file format that are needed to read a graph and its tensors. Read {@link
 * io.steelyard.onnx.internal.format.OnnxReader}, {@link
 * io.steelyard.onnx.internal.format.OnnxModel} and {@link
 * io.steelyard.onnx.internal.format.ElementType} first.
 */
@NullMarked
package io.steelyard.onnx.internal.format;

import org.jspecify.annotations.NullMarked;
