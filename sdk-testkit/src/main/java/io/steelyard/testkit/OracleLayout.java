package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.eachCoordinate;
import static io.steelyard.testkit.OracleValue.place;

import io.steelyard.program.Op;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;
import java.util.List;

/**
 * The operations that move elements without looking at them: each is told by the place in the
 * operand from which an element of the result comes.
 */
final class OracleLayout {
    private OracleLayout() {}

    static OracleValue iota(Op.Iota op) {
        int[] index = eachCoordinate(op.type().shape(), at -> (int) at[op.axis()]);
        return op.type().dtype().isFloating()
                ? new Reals(op.type(), Arrays.stream(index).asDoubleStream().toArray())
                : new Integers(
                        op.type(),
                        Arrays.stream(index)
                                .mapToLong(i -> Rounding.wrap(i, op.type().dtype()))
                                .toArray());
    }

    static OracleValue reshape(OracleValue operand, TensorType type) {
        return switch (operand) {
            case Reals(_, double[] elements) -> new Reals(type, elements);
            case Integers(_, long[] elements) -> new Integers(type, elements);
        };
    }

    static OracleValue transpose(Op.Transpose op, OracleValue operand, TensorType type) {
        Shape shape = operand.type().shape();
        int[] places =
                eachCoordinate(
                        type.shape(),
                        at -> {
                            long[] from = new long[at.length];
                            for (int axis = 0; axis < at.length; axis++) {
                                from[op.permutation().get(axis)] = at[axis];
                            }
                            return place(shape, from);
                        });
        return operand.gather(type, places, operand);
    }

    static OracleValue broadcast(Op.Broadcast op, OracleValue operand, TensorType type) {
        Shape shape = operand.type().shape();
        int[] places =
                eachCoordinate(
                        type.shape(),
                        at -> {
                            long[] from = new long[shape.rank()];
                            for (int axis = 0; axis < from.length; axis++) {
                                from[axis] = shape.size(axis) == 1 ? 0 : at[op.axes().get(axis)];
                            }
                            return place(shape, from);
                        });
        return operand.gather(type, places, operand);
    }

    static OracleValue slice(Op.Slice op, OracleValue operand, TensorType type) {
        Shape shape = operand.type().shape();
        int[] places =
                eachCoordinate(
                        type.shape(),
                        at -> {
                            long[] from = new long[at.length];
                            for (int axis = 0; axis < at.length; axis++) {
                                Op.Span span = op.spans().get(axis);
                                from[axis] = span.start() + at[axis] * span.stride();
                            }
                            return place(shape, from);
                        });
        return operand.gather(type, places, operand);
    }

    static OracleValue pad(Op.Pad op, OracleValue operand, OracleValue filler, TensorType type) {
        Shape shape = operand.type().shape();
        int[] places =
                eachCoordinate(
                        type.shape(),
                        at -> {
                            long[] from = new long[at.length];
                            for (int axis = 0; axis < at.length; axis++) {
                                Op.Padding padding = op.paddings().get(axis);
                                long step = padding.interior() + 1;
                                long offset = at[axis] - padding.low();
                                if (offset < 0
                                        || offset % step != 0
                                        || offset / step >= shape.size(axis)) {
                                    return -1;
                                }
                                from[axis] = offset / step;
                            }
                            return place(shape, from);
                        });
        return operand.gather(type, places, filler);
    }

    static OracleValue reverse(Op.Reverse op, OracleValue operand, TensorType type) {
        Shape shape = type.shape();
        int[] places =
                eachCoordinate(
                        shape,
                        at -> {
                            long[] from = at.clone();
                            for (int axis : op.axes().values()) {
                                from[axis] = shape.size(axis) - 1 - at[axis];
                            }
                            return place(shape, from);
                        });
        return operand.gather(type, places, operand);
    }

    static OracleValue concat(Op.Concat op, List<OracleValue> operands, TensorType type) {
        // The operands one after the other, in which a place is found by the operand it falls into.
        OracleValue flat = OracleScan.stacked(operands, type);
        int[] places =
                eachCoordinate(
                        type.shape(),
                        at -> {
                            long[] from = at.clone();
                            int before = 0;
                            for (OracleValue operand : operands) {
                                Shape shape = operand.type().shape();
                                if (from[op.axis()] < shape.size(op.axis())) {
                                    return before + place(shape, from);
                                }
                                from[op.axis()] -= shape.size(op.axis());
                                before += Math.toIntExact(shape.elements());
                            }
                            throw new IllegalStateException(
                                    "no operand holds " + Arrays.toString(at));
                        });
        return flat.gather(type, places, flat);
    }
}
