package io.steelyard.program;

import static io.steelyard.program.ShapeRules.count;
import static io.steelyard.program.ShapeRules.requireI32;
import static io.steelyard.program.ShapeRules.violated;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/** Shape rules of the operations that read or write at places known only when the program runs. */
final class IndexRules {
    private IndexRules() {}

    static List<TensorType> take(Op.Take op, List<TensorType> operands) {
        count(op, operands, 2);
        return List.of(taken(op, op.axis(), operands.getFirst(), operands.get(1)));
    }

    static List<TensorType> scatter(Op.Scatter op, List<TensorType> operands) {
        count(op, operands, 3);
        TensorType data = operands.getFirst();
        if (data.dtype() == DType.BOOL && op.kind() != ScatterKind.SET) {
            throw violated(op, "C4", "the data is " + data + "; accepted for bool is set alone");
        }
        TensorType expected = taken(op, op.axis(), data, operands.get(1));
        if (!operands.get(2).equals(expected)) {
            throw violated(
                    op,
                    "C5",
                    "the updates are "
                            + operands.get(2)
                            + "; accepted for data "
                            + data
                            + " and indices "
                            + operands.get(1)
                            + " is "
                            + expected);
        }
        return List.of(data);
    }

    private static TensorType taken(Op op, int axis, TensorType data, TensorType indices) {
        int rank = data.shape().rank();
        if (axis < 0 || axis >= rank) {
            throw violated(
                    op,
                    "C1",
                    "the axis " + axis + " is not one of " + data + "; " + ShapeRules.axes(data));
        }
        if (indices.dtype() != DType.I32) {
            throw violated(
                    op, "C2", "the indices are " + indices + "; accepted is i32 of any shape");
        }
        if (data.shape().size(axis) == 0 && indices.elements() > 0) {
            throw violated(
                    op,
                    "C3",
                    "axis "
                            + axis
                            + " of "
                            + data
                            + " is empty and "
                            + indices.elements()
                            + " indices point into it; accepted is an axis of 1 or more");
        }
        Shape shape =
                data.shape()
                        .slice(0, axis)
                        .concat(indices.shape())
                        .concat(data.shape().slice(axis + 1, rank));
        return data.withShape(shape);
    }

    static List<TensorType> dynamicSlice(Op.DynamicSlice op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType data = operands.getFirst();
        requireI32(op, "C1", operands.get(1), Shape.of(data.shape().rank()));
        requireInside(op, data, op.sizes());
        return List.of(data.withShape(op.sizes()));
    }

    static List<TensorType> dynamicUpdateSlice(
            Op.DynamicUpdateSlice op, List<TensorType> operands) {
        count(op, operands, 3);
        TensorType data = operands.getFirst();
        TensorType update = operands.get(1);
        requireI32(op, "C1", operands.get(2), Shape.of(data.shape().rank()));
        requireInside(op, data, update.shape());
        if (update.dtype() != data.dtype()) {
            throw violated(
                    op,
                    "C3",
                    "the data is "
                            + data
                            + " and the update "
                            + update
                            + "; accepted are equal dtypes");
        }
        return List.of(data);
    }

    private static void requireInside(Op op, TensorType data, Shape part) {
        boolean inside = part.rank() == data.shape().rank();
        for (int axis = 0; inside && axis < part.rank(); axis++) {
            inside = part.size(axis) <= data.shape().size(axis);
        }
        if (!inside) {
            throw violated(
                    op,
                    "C2",
                    "a part of shape "
                            + part
                            + " is asked of "
                            + data
                            + "; accepted are parts of the same rank and of no larger sizes");
        }
    }
}
