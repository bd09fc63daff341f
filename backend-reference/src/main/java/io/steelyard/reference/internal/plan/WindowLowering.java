package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.WindowKind;
import io.steelyard.reference.internal.kernel.ScalarWindowKernels;
import io.steelyard.reference.internal.kernel.WindowKernels;
import io.steelyard.reference.internal.kernel.WindowShape;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.tensor.DType;

import java.util.ArrayList;
import java.util.List;

/** Writes the reductions of windows. Trailing axes that no window joins are channels. */
final class WindowLowering {
    /** Channels of a part of a gradient: whole cache lines, so that two threads write none. */
    private static final long CHANNELS = 64;

    private WindowLowering() {}

    /** Computes a range of positions. */
    @FunctionalInterface
    private interface Kernel {
        void run(WindowShape shape, long inner, long out, long in, long from, long to);
    }

    /** Adds the gradient of a range of positions, for a range of channels. */
    @FunctionalInterface
    private interface GradientKernel {
        void run(
                WindowShape shape,
                long inner,
                long out,
                long in,
                long gradient,
                long from,
                long to,
                long channelFrom,
                long channelTo);
    }

    static void reduce(Draft draft, Node node, Op.WindowReduce op) {
        View operand = draft.dense(node.operands().getFirst());
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        Kernel kernel = kernel(node, op.kind(), operand.type().dtype());
        int windowed = windowedAxes(op.windows());
        WindowShape shape = shape(op.windows().subList(0, windowed), operand, result);
        long inner = channels(operand, windowed);
        draft.emit(
                List.of(operand),
                List.of(result),
                () -> {
                    Address out = result.address();
                    Address in = operand.address();
                    return new RowsStep(
                            "window_reduce",
                            shape.positions(),
                            inner * shape.taps(),
                            (frame, from, to) ->
                                    kernel.run(
                                            shape, inner, frame.at(out), frame.at(in), from, to));
                });
    }

    private static Kernel kernel(Node node, WindowKind kind, DType dtype) {
        return switch (dtype) {
            case F32 ->
                    switch (kind) {
                        case SUM -> WindowKernels::sum;
                        case MAX -> WindowKernels::max;
                    };
            case I32 ->
                    switch (kind) {
                        case SUM -> ScalarWindowKernels::sumInts;
                        case MAX -> ScalarWindowKernels::maxInts;
                    };
            case F64 ->
                    switch (kind) {
                        case SUM -> ScalarWindowKernels::sumDoubles;
                        case MAX -> ScalarWindowKernels::maxDoubles;
                    };
            case I64 ->
                    switch (kind) {
                        case SUM -> ScalarWindowKernels::sumLongs;
                        case MAX -> ScalarWindowKernels::maxLongs;
                    };
            case BOOL, F16, BF16, U8 -> throw Support.refused(node);
        };
    }

    static void maxGradient(Draft draft, Node node, Op.WindowMaxGradient op) {
        View operand = draft.dense(node.operands().getFirst());
        View gradient = draft.dense(node.operands().get(1));
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        int windowed = windowedAxes(op.windows());
        WindowShape shape = shape(op.windows().subList(0, windowed), operand, gradient);
        GradientKernel kernel =
                switch (operand.type().dtype()) {
                    case F32 -> WindowKernels::maxGradient;
                    case F64 -> ScalarWindowKernels::maxGradientDoubles;
                    case BOOL, F16, BF16, I32, I64, U8 -> throw Support.refused(node);
                };
        boolean written = operand.type().dtype() == DType.F32 && shape.isPartition();
        if (!written) {
            draft.fill(result, 0);
        }
        if (gradient.type().elements() == 0) {
            return;
        }
        long inner = channels(operand, windowed);
        draft.emit(
                List.of(operand, gradient),
                List.of(result),
                () ->
                        maxGradient(
                                kernel,
                                shape,
                                inner,
                                result.address(),
                                operand.address(),
                                gradient.address()));
    }

    /** Parts are blocks that no window joins, and ranges of channels. */
    private static RowsStep maxGradient(
            GradientKernel kernel,
            WindowShape shape,
            long inner,
            Address out,
            Address in,
            Address gradient) {
        long perBlock = shape.positions() / shape.blocks();
        long chunks = (inner + CHANNELS - 1) / CHANNELS;
        return new RowsStep(
                "window_max_grad",
                shape.blocks() * chunks,
                perBlock * shape.taps() * Math.min(inner, CHANNELS),
                (frame, from, to) -> {
                    for (long part = from; part < to; part++) {
                        long block = part / chunks;
                        long channel = part % chunks * CHANNELS;
                        kernel.run(
                                shape,
                                inner,
                                frame.at(out),
                                frame.at(in),
                                frame.at(gradient),
                                block * perBlock,
                                (block + 1) * perBlock,
                                channel,
                                Math.min(inner, channel + CHANNELS));
                    }
                });
    }

    /** How many axes there are up to the last one that a window joins. */
    private static int windowedAxes(List<Op.Window> windows) {
        int count = windows.size();
        while (count > 0 && windows.get(count - 1).equals(Op.Window.one())) {
            count--;
        }
        return count;
    }

    private static long channels(View operand, int windowed) {
        return operand.type().shape().slice(windowed, operand.rank()).elements();
    }

    /** The windows over the first axes of an operand; neighbours that none joins are one axis. */
    private static WindowShape shape(List<Op.Window> windows, View operand, View positions) {
        List<WindowShape.Axis> axes = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            Op.Sweep sweep = windows.get(i).sweep();
            WindowShape.Axis axis =
                    new WindowShape.Axis(
                            operand.size(i),
                            positions.size(i),
                            windows.get(i).size(),
                            sweep.stride(),
                            sweep.low(),
                            sweep.dilation());
            if (axis.isApart() && !axes.isEmpty() && axes.getLast().isApart()) {
                long cells = axes.removeLast().cells() * axis.cells();
                axis = new WindowShape.Axis(cells, cells, 1, 1, 0, 1);
            }
            axes.add(axis);
        }
        return new WindowShape(axes);
    }
}
