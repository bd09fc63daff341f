package io.steelyard.program;

import static io.steelyard.program.ShapeRules.count;
import static io.steelyard.program.ShapeRules.one;
import static io.steelyard.program.ShapeRules.violated;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shape rules of the operations in which axes vanish. */
final class ContractionRules {
    private ContractionRules() {}

    static List<TensorType> dotGeneral(Op.DotGeneral op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType left = operands.getFirst();
        TensorType right = operands.get(1);
        if (left.dtype() != right.dtype() || left.dtype() == DType.BOOL) {
            throw violated(
                    op,
                    "C1",
                    "the operands are "
                            + left
                            + " and "
                            + right
                            + "; accepted are two of one numeric dtype");
        }
        requireAxes(op, "left", left, op.leftBatch(), op.leftContract());
        requireAxes(op, "right", right, op.rightBatch(), op.rightContract());
        requirePairs(op, "C3", "batch", left, op.leftBatch(), right, op.rightBatch());
        requirePairs(op, "C4", "contracted", left, op.leftContract(), right, op.rightContract());
        Shape shape =
                select(left, op.leftBatch())
                        .concat(select(left, free(left, op.leftBatch(), op.leftContract())))
                        .concat(select(right, free(right, op.rightBatch(), op.rightContract())));
        return List.of(left.withShape(shape));
    }

    /** The axes that are neither batch nor contracted, in order. */
    static Axes free(TensorType type, Axes batch, Axes contract) {
        return Axes.of(
                IntStream.range(0, type.shape().rank())
                        .filter(axis -> !batch.contains(axis) && !contract.contains(axis))
                        .toArray());
    }

    private static Shape select(TensorType type, Axes axes) {
        return Shape.of(axes.values().stream().mapToLong(type.shape()::size).toArray());
    }

    private static void requireAxes(
            Op op, String side, TensorType type, Axes batch, Axes contract) {
        List<Integer> named =
                Stream.concat(batch.values().stream(), contract.values().stream()).toList();
        boolean fits =
                named.stream().distinct().count() == named.size()
                        && named.stream().allMatch(axis -> axis >= 0 && axis < type.shape().rank());
        if (!fits) {
            throw violated(
                    op,
                    "C2",
                    "the "
                            + side
                            + " operand is "
                            + type
                            + " with batch axes "
                            + batch
                            + " and contracted axes "
                            + contract
                            + "; accepted are axes it has, each named once");
        }
    }

    private static void requirePairs(
            Op op,
            String label,
            String what,
            TensorType left,
            Axes leftAxes,
            TensorType right,
            Axes rightAxes) {
        boolean fits =
                leftAxes.count() == rightAxes.count()
                        && select(left, leftAxes).equals(select(right, rightAxes));
        if (!fits) {
            throw violated(
                    op,
                    label,
                    "the "
                            + what
                            + " axes are "
                            + leftAxes
                            + " of "
                            + left
                            + " and "
                            + rightAxes
                            + " of "
                            + right
                            + "; accepted are pairs of axes of equal sizes");
        }
    }

    static List<TensorType> reduce(Op.Reduce op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        int rank = operand.shape().rank();
        List<Integer> axes = op.axes().values();
        boolean fits =
                axes.stream().distinct().count() == axes.size()
                        && axes.stream().allMatch(axis -> axis >= 0 && axis < rank);
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
        boolean logic = op.kind() == ReduceKind.AND || op.kind() == ReduceKind.OR;
        if (logic != (operand.dtype() == DType.BOOL)) {
            throw violated(
                    op,
                    "C2",
                    "the operand is "
                            + operand
                            + "; accepted are "
                            + (logic ? "bool" : "floats and integers"));
        }
        return List.of(operand.withShape(select(operand, op.axes().complement(rank))));
    }
}
