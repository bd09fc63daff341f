package io.steelyard.program;

import static io.steelyard.program.ShapeRules.count;
import static io.steelyard.program.ShapeRules.one;
import static io.steelyard.program.ShapeRules.violated;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

/** Shape rules of convolutions and of the reductions of windows. */
final class WindowRules {
    private static final int MOST_SPATIAL_AXES = 3;

    private WindowRules() {}

    static List<TensorType> conv(Op.Conv op, List<TensorType> operands) {
        count(op, operands, 2);
        return List.of(convolved(op, op, operands.getFirst(), operands.get(1)));
    }

    static List<TensorType> inputGradient(Op.ConvInputGradient op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType filter = operands.get(1);
        TensorType input = filter.withShape(op.input());
        TensorType result = convolved(op, op.conv(), input, filter);
        requireGradient(op, "C5", operands.getFirst(), result);
        return List.of(input);
    }

    static List<TensorType> filterGradient(Op.ConvFilterGradient op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType input = operands.getFirst();
        TensorType filter = input.withShape(op.filter());
        TensorType result = convolved(op, op.conv(), input, filter);
        requireGradient(op, "C5", operands.get(1), result);
        return List.of(filter);
    }

    private static void requireGradient(
            Op op, String label, TensorType gradient, TensorType accepted) {
        if (!gradient.equals(accepted)) {
            throw violated(op, label, "the gradient is " + gradient + "; accepted is " + accepted);
        }
    }

    /** The type of a convolution; errors are those of op, which is it or one of its gradients. */
    private static TensorType convolved(Op op, Op.Conv conv, TensorType input, TensorType filter) {
        if (input.dtype() != filter.dtype() || !input.dtype().isFloating()) {
            throw violated(
                    op,
                    "C1",
                    "input and filter are "
                            + input
                            + " and "
                            + filter
                            + "; accepted are two of one floating dtype");
        }
        int axes = conv.sweeps().size();
        int rank = axes + 2;
        if (axes < 1
                || axes > MOST_SPATIAL_AXES
                || input.shape().rank() != rank
                || filter.shape().rank() != rank) {
            throw violated(
                    op,
                    "C2",
                    "the input is "
                            + input
                            + ", the filter "
                            + filter
                            + " and there are "
                            + axes
                            + " sweeps; accepted are inputs [batch, spatial.., channels] and"
                            + " filters [spatial.., channels, outputs] with 1 to "
                            + MOST_SPATIAL_AXES
                            + " spatial axes and a sweep for each");
        }
        conv.sweeps().forEach(sweep -> requireSweep(op, sweep));
        requireGroups(op, conv, input, filter);
        long[] sizes = new long[rank];
        sizes[0] = input.shape().size(0);
        for (int axis = 0; axis < axes; axis++) {
            long taps = filter.shape().size(axis);
            if (taps < 1) {
                throw violated(
                        op,
                        "C2",
                        "the filter is " + filter + "; accepted are spatial sizes of 1 or more");
            }
            sizes[axis + 1] = conv.sweeps().get(axis).positions(input.shape().size(axis + 1), taps);
        }
        sizes[rank - 1] = filter.shape().size(-1);
        return input.withShape(Shape.of(sizes));
    }

    private static void requireGroups(Op op, Op.Conv conv, TensorType input, TensorType filter) {
        int groups = conv.groups();
        boolean fits =
                groups >= 1
                        && input.shape().size(-1) == groups * filter.shape().size(-2)
                        && filter.shape().size(-1) % groups == 0;
        if (!fits) {
            throw violated(
                    op,
                    "C4",
                    "the input is "
                            + input
                            + ", the filter "
                            + filter
                            + " and the number of groups "
                            + groups
                            + "; accepted are 1 or more groups that divide the outputs, and filters"
                            + " whose channels times the groups are those of the input");
        }
    }

    private static void requireSweep(Op op, Op.Sweep sweep) {
        if (sweep.stride() < 1 || sweep.low() < 0 || sweep.high() < 0 || sweep.dilation() < 1) {
            throw violated(
                    op,
                    "C3",
                    "a sweep is "
                            + sweep
                            + "; accepted are strides and dilations of 1 or more and padding of 0"
                            + " or more");
        }
    }

    static List<TensorType> reduce(Op.WindowReduce op, List<TensorType> operands) {
        return List.of(windowed(op, op.windows(), one(op, operands)));
    }

    static List<TensorType> maxGradient(Op.WindowMaxGradient op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType operand = operands.getFirst();
        if (!operand.dtype().isFloating()) {
            throw violated(op, "C1", "the operand is " + operand + "; accepted are floats");
        }
        requireGradient(op, "C4", operands.get(1), windowed(op, op.windows(), operand));
        return List.of(operand);
    }

    private static TensorType windowed(Op op, List<Op.Window> windows, TensorType operand) {
        if (operand.dtype() == DType.BOOL) {
            throw violated(op, "C1", "the operand is " + operand + "; accepted are numbers");
        }
        int rank = operand.shape().rank();
        if (windows.size() != rank) {
            throw violated(
                    op,
                    "C2",
                    "the operand is "
                            + operand
                            + " and "
                            + windows.size()
                            + " windows are given; accepted is one for each axis");
        }
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            Op.Window window = windows.get(axis);
            requireSweep(op, window.sweep());
            if (window.size() < 1) {
                throw violated(
                        op,
                        "C3",
                        "the window of axis "
                                + axis
                                + " has the size "
                                + window.size()
                                + "; accepted are sizes of 1 or more");
            }
            sizes[axis] = window.positions(operand.shape().size(axis));
        }
        return operand.withShape(Shape.of(sizes));
    }

    static List<TensorType> topK(Op.TopK op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        if (operand.dtype() == DType.BOOL || operand.shape().rank() == 0) {
            throw violated(
                    op,
                    "C1",
                    "the operand is " + operand + "; accepted are numbers with an axis or more");
        }
        long size = operand.shape().size(-1);
        if (op.k() < 0 || op.k() > size) {
            throw violated(
                    op,
                    "C2",
                    "the "
                            + op.k()
                            + " largest of "
                            + operand
                            + " are asked for; accepted are 0 to "
                            + size);
        }
        TensorType values =
                operand.withShape(operand.shape().with(operand.shape().rank() - 1, op.k()));
        return List.of(values, values.withDType(DType.I32));
    }
}
