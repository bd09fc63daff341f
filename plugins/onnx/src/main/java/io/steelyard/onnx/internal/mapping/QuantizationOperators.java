package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import java.util.List;
import java.util.Map;

/** Conversion between element types, and linear quantization. */
final class QuantizationOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "Cast", QuantizationOperators::cast,
                    "QuantizeLinear", QuantizationOperators::quantize,
                    "DequantizeLinear", QuantizationOperators::dequantize,
                    "DynamicQuantizeLinear", QuantizationOperators::quantizeDynamically);

    private QuantizationOperators() {}

    private static List<OnnxValue> cast(NodeCall node) {
        Tensor numbers = Numbers.of(node.input(0));
        ElementType type = ElementType.of(node.integer("to", 0));
        Tensor result;
        if (type.isCarriedAsBits()) {
            result = SmallFloat.of(type).encode(numbers, node.integer("saturate", 1) != 0);
        } else if (type.isInteger()) {
            result = Numbers.toInteger(numbers, type);
        } else {
            result = numbers.convert(type.carrier());
        }
        return List.of(OnnxValue.of(type, result));
    }

    /** {@code (x - zeroPoint) * scale}. */
    private static List<OnnxValue> dequantize(NodeCall node) {
        OnnxValue x = node.input(0);
        OnnxValue scale = node.input(1);
        Tensor numbers = Numbers.of(x);
        if (node.has(2)) {
            Tensor zero = Numbers.of(node.input(2));
            boolean floats = numbers.dtype().isFloating();
            DType wide = floats ? numbers.dtype() : DType.I32; // so that U8 does not wrap
            numbers =
                    numbers.convert(wide).sub(spread(node, zero.convert(wide), x.tensor().shape()));
        }
        Tensor factors = spread(node, scale.tensor().convert(DType.F32), x.tensor().shape());
        ElementType type = outputType(node, scale.type());
        Tensor result = numbers.convert(DType.F32).mul(factors).convert(type.carrier());
        return List.of(OnnxValue.of(type, result));
    }

    /**
     * {@code saturate(round(x / scale) + zeroPoint)}; floats are rounded to the type's precision.
     */
    private static List<OnnxValue> quantize(NodeCall node) {
        Tensor x = node.tensor(0).convert(DType.F32);
        Tensor factors = spread(node, node.tensor(1).convert(DType.F32), x.shape());
        Tensor scaled = x.div(factors);
        ElementType type = outputType(node, node.has(2) ? node.input(2).type() : ElementType.UINT8);
        if (type.isCarriedAsBits()) {
            boolean saturate = node.integer("saturate", 1) != 0;
            return List.of(OnnxValue.of(type, SmallFloat.of(type).encode(scaled, saturate)));
        }
        Tensor zero =
                node.has(2)
                        ? spread(node, node.tensor(2).convert(DType.F32), x.shape())
                        : x.scalar(0);
        return List.of(OnnxValue.of(type, saturated(scaled, zero, type)));
    }

    /** To 8 bits without a sign, by a scale and a zero point that cover the range of x and 0. */
    private static List<OnnxValue> quantizeDynamically(NodeCall node) {
        Tensor x = node.tensor(0);
        Tensor low = x.reduceMin().min(x.scalar(0));
        Tensor high = x.reduceMax().max(x.scalar(0));
        // As it is given back, since that is what the elements will be multiplied with.
        Tensor scale = Numbers.rounded(high.sub(low).div(ElementType.UINT8.largest()));
        Tensor zero = saturated(low.neg().div(scale), x.scalar(0), ElementType.UINT8);
        Tensor y = saturated(x.div(scale), zero.convert(DType.F32), ElementType.UINT8);
        return List.of(
                OnnxValue.of(ElementType.UINT8, y),
                OnnxValue.of(ElementType.FLOAT, scale),
                OnnxValue.of(ElementType.UINT8, zero));
    }

    /** The quotients are floats of ONNX, and whether one is a tie depends on its rounding. */
    private static Tensor saturated(Tensor quotients, Tensor zero, ElementType type) {
        Tensor wholes = Numbers.roundHalfToEven(Numbers.rounded(quotients));
        return Numbers.saturated(wholes.add(zero), type);
    }

    private static ElementType outputType(NodeCall node, ElementType absent) {
        long asked = node.integer("output_dtype", 0);
        return asked == 0 ? absent : ElementType.of(asked);
    }

    /**
     * Scales or zero points for each element of a shape: one for all, one for each place of an
     * axis, or one for each block of an axis.
     */
    private static Tensor spread(NodeCall node, Tensor parameter, Shape shape) {
        if (parameter.shape().elements() == 1) {
            return parameter.reshape(Shape.scalar());
        }
        int axis = shape.axis(Math.toIntExact(node.integer("axis", 1)));
        long block = node.integer("block_size", 0);
        if (block == 0) {
            Shape along = Shape.of(new long[shape.rank()]);
            for (int i = 0; i < shape.rank(); i++) {
                along = along.with(i, i == axis ? shape.size(axis) : 1);
            }
            return parameter.reshape(along);
        }
        Tensor expanded = parameter.expandDims(axis + 1);
        return expanded.broadcastTo(expanded.shape().with(axis + 1, block))
                .reshape(parameter.shape().with(axis, parameter.size(axis) * block))
                .slice(axis, 0, shape.size(axis));
    }
}
