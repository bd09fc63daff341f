package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.Map;

/** Operators whose elements follow from their place. */
final class GeneratorOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.of(
                    "OneHot", GeneratorOperators::oneHot,
                    "Range", GeneratorOperators::range,
                    "Trilu", GeneratorOperators::triangle);

    private GeneratorOperators() {}

    /** Indices outside {@code [-depth, depth)} give no hot element. */
    private static List<OnnxValue> oneHot(NodeCall node) {
        Tensor indices = node.tensor(0);
        // Whole numbers are compared in their own width, so that none wraps into the range.
        indices = indices.convert(indices.dtype() == DType.I64 ? DType.I64 : DType.I32);
        long depth = node.knownIntegers(1)[0];
        OnnxValue values = node.input(2);
        int axis = Math.toIntExact(node.integer("axis", -1));
        int at = axis < 0 ? axis + indices.rank() + 1 : axis;
        Tensor expanded = indices.expandDims(at);
        Shape shape = expanded.shape().with(at, depth);
        Tensor place =
                node.recorder().apply(new Op.Iota(new TensorType(expanded.dtype(), shape), at));
        Tensor fromFront = expanded.lt(expanded.scalar(0)).select(expanded.add(depth), expanded);
        Tensor off = values.tensor().slice(0, 0, 1).reshape(Shape.scalar());
        Tensor on = values.tensor().slice(0, 1, 2).reshape(Shape.scalar());
        return List.of(values.with(fromFront.eq(place).select(on, off)));
    }

    /** {@code start, start + delta, ...} up to the limit, which is left out. */
    private static List<OnnxValue> range(NodeCall node) {
        OnnxValue start = node.input(0);
        long count =
                start.type().isInteger()
                        ? Math.ceilDiv(
                                node.knownIntegers(1)[0] - node.knownIntegers(0)[0],
                                node.knownIntegers(2)[0])
                        : (long)
                                Math.ceil(
                                        (node.known(1).item() - node.known(0).item())
                                                / node.known(2).item());
        TensorType type = TensorType.of(start.tensor().dtype(), Math.max(0, count));
        Tensor place = node.recorder().apply(new Op.Iota(type, 0));
        return List.of(start.with(place.mul(node.tensor(2)).add(start.tensor())));
    }

    /** The elements on one side of a diagonal of the last two axes; zeros elsewhere. */
    private static List<OnnxValue> triangle(NodeCall node) {
        OnnxValue x = node.input(0);
        Tensor matrix = x.tensor();
        TensorType type = new TensorType(DType.I32, matrix.shape());
        Tensor row = node.recorder().apply(new Op.Iota(type, matrix.axis(-2)));
        Tensor column = node.recorder().apply(new Op.Iota(type, matrix.axis(-1)));
        Tensor diagonal =
                node.has(1)
                        ? node.tensor(1).convert(DType.I32).reshape(Shape.scalar())
                        : row.scalar(0);
        Tensor offset = column.sub(row);
        Tensor kept = node.integer("upper", 1) != 0 ? offset.ge(diagonal) : offset.le(diagonal);
        return List.of(x.with(kept.select(matrix, matrix.filled(0))));
    }
}
