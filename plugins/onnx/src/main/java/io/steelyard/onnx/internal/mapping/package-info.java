/**
 * How the nodes of an ONNX graph become operations of a program. Read {@link
 * io.steelyard.onnx.internal.mapping.GraphRecorder}, {@link
 * io.steelyard.onnx.internal.mapping.NodeMapping} and {@link
 * io.steelyard.onnx.internal.mapping.NodeCall} first.
 */
@NullMarked
package io.steelyard.onnx.internal.mapping;

import org.jspecify.annotations.NullMarked;
