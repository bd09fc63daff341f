package io.steelyard.autodiff;

import io.steelyard.program.Axes;
import io.steelyard.program.Comparison;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The reverse derivative of each primitive. A rule gets the operands, the results and the gradient
 * of the first result (no other is a float), and gives the gradient of each operand, or null where
 * there is none.
 */
final class GradientRules {
    private GradientRules() {}

    static List<@Nullable Tensor> apply(
            Op op, List<Tensor> operands, List<Tensor> results, Tensor gradient) {
        Tensor result = results.getFirst();
        return switch (op) {
            case Op.Constant _, Op.Iota _ -> List.of();
            case Op.Convert _ -> convert(operands.getFirst(), gradient);
            case Op.Bitcast _, Op.Compare _, Op.RandomBits _, Op.StopGradient _ -> none(operands);
            case Op.Unary unary ->
                    list(
                            ElementwiseGradients.unary(
                                    unary.kind(), operands.getFirst(), result, gradient));
            case Op.Binary binary ->
                    ElementwiseGradients.binary(
                            binary.kind(), operands.getFirst(), operands.get(1), result, gradient);
            case Op.Select _ -> select(operands, gradient);
            case Op.Reshape _ -> list(gradient.reshape(operands.getFirst().shape()));
            case Op.Transpose transpose ->
                    list(gradient.transpose(transpose.permutation().inverse().toArray()));
            case Op.Broadcast broadcast ->
                    list(broadcast(broadcast, operands.getFirst(), gradient));
            case Op.Slice slice -> list(slice(slice, operands.getFirst(), gradient));
            case Op.Pad pad -> pad(pad, operands.getFirst(), gradient);
            case Op.Reverse reverse -> list(gradient.reverse(reverse.axes().toArray()));
            case Op.Concat concat -> concat(concat, operands, gradient);
            case Op.Take take -> take(take, operands, gradient);
            case Op.Scatter scatter -> scatter(scatter, operands, result, gradient);
            case Op.DynamicSlice _ ->
                    list(
                            operands.getFirst()
                                    .filled(0)
                                    .dynamicUpdateSlice(gradient, operands.get(1)),
                            null);
            case Op.DynamicUpdateSlice _ -> dynamicUpdateSlice(operands, gradient);
            case Op.DotGeneral dot ->
                    DotGradients.of(dot, operands.getFirst(), operands.get(1), gradient);
            case Op.Conv conv ->
                    WindowGradients.conv(conv, operands.getFirst(), operands.get(1), gradient);
            case Op.ConvInputGradient conv ->
                    WindowGradients.inputGradient(
                            conv, operands.getFirst(), operands.get(1), gradient);
            case Op.ConvFilterGradient conv ->
                    WindowGradients.filterGradient(
                            conv, operands.getFirst(), operands.get(1), gradient);
            case Op.WindowReduce reduce ->
                    list(WindowGradients.reduce(reduce, operands.getFirst(), gradient));
            case Op.WindowMaxGradient inner ->
                    list(
                            null,
                            WindowGradients.pick(inner.windows(), operands.getFirst(), gradient));
            case Op.Reduce reduce -> list(reduce(reduce, operands.getFirst(), result, gradient));
            case Op.TopK _ ->
                    list(operands.getFirst().filled(0).addAlongRows(results.get(1), gradient));
            case Op.Scan _, Op.Call _, Op.Composite _ ->
                    throw new AssertionError("what has a body is handled by the sweep");
        };
    }

    static List<@Nullable Tensor> list(@Nullable Tensor... gradients) {
        return Collections.unmodifiableList(Arrays.asList(gradients));
    }

    private static List<@Nullable Tensor> none(List<Tensor> operands) {
        return Collections.nCopies(operands.size(), null);
    }

    private static List<@Nullable Tensor> convert(Tensor operand, Tensor gradient) {
        return operand.dtype().isFloating()
                ? list(gradient.convert(operand.dtype()))
                : list((@Nullable Tensor) null);
    }

    private static List<@Nullable Tensor> select(List<Tensor> operands, Tensor gradient) {
        Tensor zero = gradient.filled(0);
        Tensor condition = operands.getFirst();
        return list(null, condition.select(gradient, zero), condition.select(zero, gradient));
    }

    private static Tensor broadcast(Op.Broadcast op, Tensor operand, Tensor gradient) {
        List<Integer> repeated = new ArrayList<>();
        for (int axis = 0; axis < op.shape().rank(); axis++) {
            int source = op.axes().values().indexOf(axis);
            if (source < 0 || operand.size(source) != op.shape().size(axis)) {
                repeated.add(axis);
            }
        }
        Tensor sum =
                repeated.isEmpty()
                        ? gradient
                        : gradient.sum(repeated.stream().mapToInt(Integer::intValue).toArray());
        return sum.reshape(operand.shape());
    }

    private static Tensor slice(Op.Slice op, Tensor operand, Tensor gradient) {
        List<Op.Padding> paddings = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            Op.Span span = op.spans().get(axis);
            long size = span.size();
            long covered = size == 0 ? 0 : (size - 1) * span.stride() + 1;
            long low = size == 0 ? 0 : span.start();
            paddings.add(
                    new Op.Padding(low, operand.size(axis) - low - covered, span.stride() - 1));
        }
        return gradient.pad(0, paddings);
    }

    private static List<@Nullable Tensor> pad(Op.Pad op, Tensor operand, Tensor gradient) {
        List<Op.Span> spans = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            Op.Padding padding = op.paddings().get(axis);
            long size = operand.size(axis);
            long stride = padding.interior() + 1;
            long limit = size == 0 ? padding.low() : padding.low() + (size - 1) * stride + 1;
            spans.add(new Op.Span(padding.low(), limit, stride));
        }
        Tensor inner = gradient.recorder().apply(new Op.Slice(spans), gradient);
        return list(inner, gradient.sum().sub(inner.sum()));
    }

    private static List<@Nullable Tensor> concat(
            Op.Concat op, List<Tensor> operands, Tensor gradient) {
        List<@Nullable Tensor> parts = new ArrayList<>();
        long from = 0;
        for (Tensor operand : operands) {
            long to = from + operand.size(op.axis());
            parts.add(gradient.slice(op.axis(), from, to));
            from = to;
        }
        return parts;
    }

    private static List<@Nullable Tensor> take(Op.Take op, List<Tensor> operands, Tensor gradient) {
        Tensor zeros = operands.getFirst().filled(0);
        return list(zeros.scatter(ScatterKind.ADD, op.axis(), operands.get(1), gradient), null);
    }

    /**
     * For SET, indices that repeat have no defined gradient; for MAX, ties count in full on each
     * side.
     */
    private static List<@Nullable Tensor> scatter(
            Op.Scatter op, List<Tensor> operands, Tensor result, Tensor gradient) {
        Tensor data = operands.getFirst();
        Tensor indices = operands.get(1);
        Tensor updates = operands.get(2);
        Tensor taken = gradient.take(op.axis(), indices);
        return switch (op.kind()) {
            case ADD -> list(gradient, null, taken);
            case SET ->
                    list(
                            gradient.scatter(
                                    ScatterKind.SET, op.axis(), indices, updates.filled(0)),
                            null,
                            taken);
            case MAX ->
                    list(
                            data.eq(result).select(gradient, gradient.filled(0)),
                            null,
                            updates.eq(result.take(op.axis(), indices))
                                    .select(taken, taken.filled(0)));
        };
    }

    private static List<@Nullable Tensor> dynamicUpdateSlice(
            List<Tensor> operands, Tensor gradient) {
        Tensor update = operands.get(1);
        Tensor starts = operands.get(2);
        return list(
                gradient.dynamicUpdateSlice(update.filled(0), starts),
                gradient.dynamicSlice(update.shape(), starts),
                null);
    }

    private static @Nullable Tensor reduce(
            Op.Reduce op, Tensor operand, Tensor result, Tensor gradient) {
        return switch (op.kind()) {
            case SUM -> spread(op, operand, gradient);
            case MAX, MIN -> {
                // Elements that tie for the extreme share the gradient equally.
                Tensor extreme =
                        operand.recorder()
                                .apply(
                                        new Op.Compare(Comparison.EQ),
                                        operand,
                                        spread(op, operand, result));
                Tensor ties = extreme.convert(operand.dtype());
                Tensor count =
                        operand.recorder().apply(new Op.Reduce(ReduceKind.SUM, op.axes()), ties);
                yield spread(op, operand, gradient.div(count)).mul(ties);
            }
            case AND, OR -> null;
        };
    }

    /** Repeats a reduced tensor along the axes that vanished. */
    private static Tensor spread(Op.Reduce op, Tensor operand, Tensor reduced) {
        Axes kept = op.axes().complement(operand.rank());
        return reduced.recorder().apply(new Op.Broadcast(operand.shape(), kept), reduced);
    }
}
