package io.steelyard.program;

import static io.steelyard.program.ShapeRules.count;
import static io.steelyard.program.ShapeRules.one;
import static io.steelyard.program.ShapeRules.violated;

import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/** Shape rules of the operations that move elements without reading them. */
final class LayoutRules {
    private LayoutRules() {}

    static List<TensorType> reshape(Op.Reshape op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        if (operand.elements() != op.shape().elements()) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + " with "
                            + operand.elements()
                            + " elements and the wanted shape "
                            + op.shape()
                            + " has "
                            + op.shape().elements()
                            + "; accepted are equal counts");
        }
        return List.of(operand.withShape(op.shape()));
    }

    static List<TensorType> transpose(Op.Transpose op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        int rank = operand.shape().rank();
        Axes permutation = op.permutation();
        boolean each = permutation.count() == rank;
        for (int axis = 0; axis < rank; axis++) {
            each = each && permutation.contains(axis);
        }
        if (!each) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + " and the permutation "
                            + permutation
                            + "; accepted are lists of each of its axes once");
        }
        long[] sizes = new long[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = operand.shape().size(permutation.get(i));
        }
        return List.of(operand.withShape(Shape.of(sizes)));
    }

    static List<TensorType> broadcast(Op.Broadcast op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        boolean fits = op.axes().count() == operand.shape().rank();
        int previous = -1;
        for (int i = 0; fits && i < op.axes().count(); i++) {
            int axis = op.axes().get(i);
            long size = operand.shape().size(i);
            fits =
                    axis > previous
                            && axis < op.shape().rank()
                            && (size == 1 || size == op.shape().size(axis));
            previous = axis;
        }
        if (!fits) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + ", its axes go to "
                            + op.axes()
                            + " of "
                            + op.shape()
                            + "; accepted are ascending axes, each of the operand's size unless"
                            + " that is 1");
        }
        return List.of(operand.withShape(op.shape()));
    }

    static List<TensorType> slice(Op.Slice op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        int rank = operand.shape().rank();
        if (op.spans().size() != rank) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + " and "
                            + op.spans().size()
                            + " spans are given; accepted is one"
                            + " for each axis");
        }
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            Op.Span span = op.spans().get(axis);
            long size = operand.shape().size(axis);
            if (!(0 <= span.start()
                    && span.start() <= span.limit()
                    && span.limit() <= size
                    && span.stride() >= 1)) {
                throw violated(
                        op,
                        "C2",
                        "axis "
                                + axis
                                + " of "
                                + operand
                                + " is cut from "
                                + span.start()
                                + " to "
                                + span.limit()
                                + " in steps of "
                                + span.stride()
                                + "; accepted are 0 <= start <= limit <= "
                                + size
                                + " and steps of 1 or more");
            }
            sizes[axis] = span.size();
        }
        return List.of(operand.withShape(Shape.of(sizes)));
    }

    static List<TensorType> pad(Op.Pad op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType operand = operands.getFirst();
        int rank = operand.shape().rank();
        TensorType filler = new TensorType(operand.dtype(), Shape.scalar());
        if (!operands.get(1).equals(filler)) {
            throw violated(
                    op, "C1", "the filler is " + operands.get(1) + "; accepted is " + filler);
        }
        if (op.paddings().size() != rank) {
            throw violated(
                    op,
                    "C2",
                    "the operand is "
                            + operand
                            + " and "
                            + op.paddings().size()
                            + " paddings are given; accepted is one for each axis");
        }
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            Op.Padding padding = op.paddings().get(axis);
            if (padding.low() < 0 || padding.high() < 0 || padding.interior() < 0) {
                throw violated(
                        op,
                        "C3",
                        "axis "
                                + axis
                                + " is given "
                                + padding
                                + "; accepted are counts of 0 or more");
            }
            long size = operand.shape().size(axis);
            sizes[axis] =
                    padding.low()
                            + size
                            + Math.max(0, size - 1) * padding.interior()
                            + padding.high();
        }
        return List.of(operand.withShape(Shape.of(sizes)));
    }

    static List<TensorType> reverse(Op.Reverse op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        List<Integer> axes = op.axes().values();
        boolean fits =
                axes.stream().distinct().count() == axes.size()
                        && axes.stream()
                                .allMatch(axis -> axis >= 0 && axis < operand.shape().rank());
        if (!fits) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + " and the axes are "
                            + op.axes()
                            + "; accepted are axes it has, each named once");
        }
        return List.of(operand);
    }

    static List<TensorType> concat(Op.Concat op, List<TensorType> operands) {
        if (operands.isEmpty()) {
            throw violated(op, "C1", "no operands are given; accepted are one or more");
        }
        TensorType first = operands.getFirst();
        int rank = first.shape().rank();
        if (op.axis() < 0 || op.axis() >= rank) {
            throw violated(
                    op,
                    "C2",
                    "the axis "
                            + op.axis()
                            + " is not one of "
                            + first
                            + "; "
                            + ShapeRules.axes(first));
        }
        long total = 0;
        for (TensorType operand : operands) {
            if (!(operand.dtype() == first.dtype()
                    && operand.shape().rank() == rank
                    && operand.shape()
                            .with(op.axis(), 0)
                            .equals(first.shape().with(op.axis(), 0)))) {
                throw violated(
                        op,
                        "C3",
                        "the operands are "
                                + ShapeRules.text(operands)
                                + "; accepted are equal dtypes and shapes, but for axis "
                                + op.axis());
            }
            total += operand.shape().size(op.axis());
        }
        return List.of(first.withShape(first.shape().with(op.axis(), total)));
    }
}
