package io.steelyard.onnx.internal.mapping;

import io.steelyard.composite.Composites;
import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import java.util.List;
import java.util.Map;

/**
 * Normalization over the axes from a given one on. Statistics are computed in float32, as {@code
 * stash_type} asks by default, or in float64 where the input is.
 */
final class NormalizationOperators {
    private static final float EPSILON = 1e-5f;

    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "LayerNormalization", NormalizationOperators::layer,
                    "RMSNormalization", NormalizationOperators::rootMeanSquare);

    /** The input as rows to normalize, and what the axes were. */
    private record Rows(OnnxValue input, Tensor rows, Shape outer, Shape inner) {
        static Rows of(NodeCall node) {
            OnnxValue input = node.input(0);
            Tensor x = input.tensor();
            int axis = x.axis(Math.toIntExact(node.integer("axis", -1)));
            Shape outer = x.shape().slice(0, axis);
            Shape inner = x.shape().slice(axis, x.rank());
            DType wide = x.dtype() == DType.F64 ? DType.F64 : DType.F32;
            return new Rows(
                    input,
                    x.convert(wide).reshape(outer.elements(), inner.elements()),
                    outer,
                    inner);
        }

        /** A parameter as a row. */
        Tensor row(Tensor parameter) {
            return parameter.convert(rows.dtype()).broadcastTo(inner).reshape(inner.elements());
        }

        OnnxValue normalized(Tensor result) {
            return input.with(result.convert(input.type().carrier()).reshape(outer.concat(inner)));
        }

        /** One number for each row, with axes of size 1 for those of the row. */
        OnnxValue statistic(Tensor each) {
            Shape kept = outer;
            for (int i = 0; i < inner.rank(); i++) {
                kept = kept.concat(Shape.of(1));
            }
            return OnnxValue.of(ElementType.FLOAT, each.convert(DType.F32).reshape(kept));
        }
    }

    private NormalizationOperators() {}

    private static List<OnnxValue> layer(NodeCall node) {
        Rows x = Rows.of(node);
        Tensor weight = x.row(node.tensor(1));
        Tensor bias = node.has(2) ? x.row(node.tensor(2)) : weight.filled(0);
        float epsilon = node.real("epsilon", EPSILON);
        Tensor result = Composites.layerNorm(x.rows(), weight, bias, epsilon);
        Tensor mean = x.rows().mean(-1);
        Tensor variance = x.rows().sub(mean.expandDims(-1)).square().mean(-1);
        Tensor deviation = variance.add(epsilon).sqrt();
        return List.of(
                x.normalized(result),
                x.statistic(mean),
                x.statistic(deviation.scalar(1).div(deviation)));
    }

    private static List<OnnxValue> rootMeanSquare(NodeCall node) {
        Rows x = Rows.of(node);
        Tensor size = x.rows().square().mean(-1).add(node.real("epsilon", EPSILON)).sqrt();
        Tensor result = x.rows().div(size.expandDims(-1)).mul(x.row(node.tensor(1)));
        return List.of(x.normalized(result));
    }
}
