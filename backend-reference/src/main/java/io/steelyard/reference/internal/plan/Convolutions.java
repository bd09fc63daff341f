package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.kernel.ConvKernels;
import io.steelyard.reference.internal.kernel.ConvShape;
import io.steelyard.reference.internal.kernel.ScalarConvKernels;
import io.steelyard.reference.internal.kernel.ScalarConvKernels.Elements;
import io.steelyard.reference.internal.kernel.WindowShape;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.ConvStep;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes convolutions: F32 as matrix products, or channel by channel where they are depthwise; F64
 * in plain loops.
 */
final class Convolutions {
    /** Channels of a part of a gradient: whole cache lines, so that two threads write none. */
    private static final int CHANNELS = 64;

    private Convolutions() {}

    /** Computes a range of rows of a result from two operands. */
    @FunctionalInterface
    private interface Kernel {
        void run(long out, long left, long right, long from, long to);
    }

    static void conv(Draft draft, Node node, Op.Conv op) {
        Operands operands = operands(draft, node);
        Shape input = operands.left().type().shape();
        ConvShape shape =
                shape(op, input, operands.right().type().shape(), operands.result().type().shape());
        if (isEmpty(draft, operands)) {
            return;
        }
        long positions = shape.windows().positions();
        if (operands.isF32() && !shape.isDepthwise()) {
            product(draft, operands, ConvStep.Part.RESULT, shape);
        } else if (operands.isF32()) {
            rows(
                    draft,
                    operands,
                    positions,
                    work(shape),
                    (out, in, filter, from, to) ->
                            ConvKernels.depthwise(shape, out, in, filter, from, to));
        } else {
            rows(
                    draft,
                    operands,
                    positions,
                    work(shape) * shape.groupOutputs(),
                    (out, in, filter, from, to) ->
                            ScalarConvKernels.conv(
                                    Elements.DOUBLES, shape, out, in, filter, from, to));
        }
    }

    static void inputGradient(Draft draft, Node node, Op.ConvInputGradient op) {
        Operands operands = operands(draft, node);
        ConvShape shape =
                shape(
                        op.conv(),
                        op.input(),
                        operands.right().type().shape(),
                        operands.left().type().shape());
        if (isEmpty(draft, operands)) {
            return;
        }
        long cells = shape.windows().cells();
        if (operands.isF32() && !shape.isDepthwise()) {
            boolean dense = shape.windows().isDense();
            if (!dense) {
                draft.fill(operands.result(), 0);
            }
            product(
                    draft,
                    operands,
                    dense
                            ? ConvStep.Part.DENSE_INPUT_GRADIENT
                            : ConvStep.Part.STRIDED_INPUT_GRADIENT,
                    shape);
        } else if (operands.isF32()) {
            rows(
                    draft,
                    operands,
                    cells,
                    work(shape),
                    (out, gradient, filter, from, to) ->
                            ConvKernels.depthwiseInput(shape, out, gradient, filter, from, to));
        } else {
            rows(
                    draft,
                    operands,
                    cells,
                    work(shape) * shape.groupOutputs(),
                    (out, gradient, filter, from, to) ->
                            ScalarConvKernels.inputGradient(
                                    Elements.DOUBLES, shape, out, gradient, filter, from, to));
        }
    }

    static void filterGradient(Draft draft, Node node, Op.ConvFilterGradient op) {
        Operands operands = operands(draft, node);
        ConvShape shape =
                shape(
                        op.conv(),
                        operands.left().type().shape(),
                        op.filter(),
                        operands.right().type().shape());
        if (isEmpty(draft, operands)) {
            return;
        }
        if (operands.isF32() && !shape.isDepthwise()) {
            product(draft, operands, ConvStep.Part.FILTER_GRADIENT, shape);
            return;
        }
        draft.fill(operands.result(), 0);
        int outputs = shape.outputs();
        long chunks = (outputs + CHANNELS - 1) / CHANNELS;
        rows(
                draft,
                operands,
                chunks,
                shape.windows().positions() * work(shape),
                (out, in, gradient, from, to) -> {
                    int first = (int) from * CHANNELS;
                    int last = (int) Math.min(outputs, to * CHANNELS);
                    if (operands.isF32()) {
                        ConvKernels.depthwiseFilter(shape, out, in, gradient, first, last);
                    } else {
                        ScalarConvKernels.filterGradient(
                                Elements.DOUBLES, shape, out, in, gradient, first, last);
                    }
                });
    }

    /** The two operands and the result, dense. */
    private record Operands(View left, View right, View result) {
        boolean isF32() {
            return result.type().dtype() == DType.F32;
        }
    }

    private static Operands operands(Draft draft, Node node) {
        DType dtype = node.result().type().dtype();
        if (dtype != DType.F32 && dtype != DType.F64) {
            throw Support.refused(node);
        }
        return new Operands(
                draft.dense(node.operands().getFirst()),
                draft.dense(node.operands().get(1)),
                draft.result(node.result()));
    }

    /** Whether there is nothing to sum, which gives 0, or no result. */
    private static boolean isEmpty(Draft draft, Operands operands) {
        boolean nothing =
                operands.left().type().elements() == 0 || operands.right().type().elements() == 0;
        if (nothing && operands.result().type().elements() > 0) {
            draft.fill(operands.result(), 0);
        }
        return nothing || operands.result().type().elements() == 0;
    }

    /** Products that one position takes for each output of a group. */
    private static long work(ConvShape shape) {
        return (long) shape.patch() * shape.groups();
    }

    private static void product(
            Draft draft, Operands operands, ConvStep.Part part, ConvShape shape) {
        View room = draft.allocate(TensorType.of(DType.F32, ConvStep.room(part, shape)));
        draft.emit(
                List.of(operands.left(), operands.right()),
                List.of(operands.result(), room),
                () ->
                        new ConvStep(
                                part,
                                shape,
                                operands.left().address(),
                                operands.right().address(),
                                operands.result().address(),
                                room.address()));
    }

    private static void rows(
            Draft draft, Operands operands, long rows, long columns, Kernel kernel) {
        draft.emit(
                List.of(operands.left(), operands.right()),
                List.of(operands.result()),
                () -> {
                    Address out = operands.result().address();
                    Address left = operands.left().address();
                    Address right = operands.right().address();
                    return new RowsStep(
                            "conv",
                            rows,
                            columns,
                            (frame, from, to) ->
                                    kernel.run(
                                            frame.at(out),
                                            frame.at(left),
                                            frame.at(right),
                                            from,
                                            to));
                });
    }

    private static ConvShape shape(Op.Conv op, Shape input, Shape filter, Shape result) {
        List<WindowShape.Axis> axes = new ArrayList<>();
        axes.add(new WindowShape.Axis(input.size(0), input.size(0), 1, 1, 0, 1));
        for (int axis = 0; axis < op.sweeps().size(); axis++) {
            Op.Sweep sweep = op.sweeps().get(axis);
            axes.add(
                    new WindowShape.Axis(
                            input.size(axis + 1),
                            result.size(axis + 1),
                            filter.size(axis),
                            sweep.stride(),
                            sweep.low(),
                            sweep.dilation()));
        }
        return new ConvShape(
                new WindowShape(axes),
                op.groups(),
                Math.toIntExact(filter.size(-2)),
                Math.toIntExact(filter.size(-1) / op.groups()));
    }
}
