package io.steelyard.autodiff;

import static io.steelyard.autodiff.GradientRules.list;

import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.Shape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Derivatives of convolutions, which are convolutions again, and of the reductions of windows. */
final class WindowGradients {
    private WindowGradients() {}

    static List<@Nullable Tensor> conv(Op.Conv op, Tensor input, Tensor filter, Tensor gradient) {
        return list(
                gradient.convInputGradient(filter, op, input.shape()),
                input.convFilterGradient(gradient, op, filter.shape()));
    }

    /** It is linear in both operands, so that each derivative is what the other one would be. */
    static List<@Nullable Tensor> inputGradient(
            Op.ConvInputGradient op, Tensor gradient, Tensor filter, Tensor outer) {
        return list(
                outer.conv(filter, op.conv().sweeps(), op.conv().groups()),
                outer.convFilterGradient(gradient, op.conv(), filter.shape()));
    }

    static List<@Nullable Tensor> filterGradient(
            Op.ConvFilterGradient op, Tensor input, Tensor gradient, Tensor outer) {
        return list(
                gradient.convInputGradient(outer, op.conv(), input.shape()),
                input.conv(outer, op.conv().sweeps(), op.conv().groups()));
    }

    static Tensor reduce(Op.WindowReduce op, Tensor operand, Tensor gradient) {
        return switch (op.kind()) {
            case SUM -> spread(op.windows(), operand.shape(), gradient);
            case MAX -> operand.windowMaxGradient(gradient, op.windows());
        };
    }

    /**
     * Adds the gradient of each position to all elements of its window. Element i takes the sum of
     * the gradients at {@code i + low - t * dilation} for each tap t, counted on positions with
     * {@code stride - 1} zeros between them: a sum over windows again.
     */
    private static Tensor spread(List<Op.Window> windows, Shape shape, Tensor gradient) {
        List<Op.Padding> paddings = new ArrayList<>();
        List<Op.Span> spans = new ArrayList<>();
        List<Op.Window> inner = new ArrayList<>();
        for (int axis = 0; axis < windows.size(); axis++) {
            Op.Window window = windows.get(axis);
            Op.Sweep sweep = window.sweep();
            long reach = (window.size() - 1) * sweep.dilation();
            long positions = gradient.size(axis);
            long spaced = Math.max(0, (positions - 1) * sweep.stride() + 1);
            // The first window that is summed begins at -reach + low of the spaced positions.
            long before = reach - sweep.low();
            long length = shape.size(axis) + reach;
            long low = Math.max(0, before);
            long cut = Math.max(0, -before);
            long high = Math.max(0, length + cut - low - spaced);
            paddings.add(new Op.Padding(low, high, sweep.stride() - 1));
            spans.add(new Op.Span(cut, cut + length, 1));
            inner.add(new Op.Window(window.size(), new Op.Sweep(1, 0, 0, sweep.dilation())));
        }
        Tensor spaced = gradient.pad(0, paddings);
        Tensor aligned = gradient.recorder().apply(new Op.Slice(spans), spaced);
        return aligned.windowSum(inner);
    }

    /**
     * The element of a second tensor where the first has its window's largest element, by the tie
     * rule of {@link Op.WindowMaxGradient}; 0 for a window that lies in padding altogether. One
     * slice for each tap.
     */
    static Tensor pick(List<Op.Window> windows, Tensor operand, Tensor other) {
        int rank = windows.size();
        long[] taps = new long[rank];
        long[] positions = new long[rank];
        List<Op.Padding> paddings = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            Op.Window window = windows.get(axis);
            taps[axis] = window.size();
            positions[axis] = window.positions(operand.size(axis));
            paddings.add(new Op.Padding(window.sweep().low(), window.sweep().high(), 0));
        }
        Tensor inside =
                operand.eq(operand)
                        .or(operand.ne(operand)); // true, and false where it is padded below
        Tensor values = operand.pad(0, paddings);
        Tensor others = other.pad(0, paddings);
        Tensor valid = inside.recorder().apply(new Op.Pad(paddings), inside, inside.scalar(0));
        @Nullable Tensor best = null;
        @Nullable Tensor picked = null;
        @Nullable Tensor found = null;
        for (long tap = 0; tap < Shape.of(taps).elements(); tap++) {
            List<Op.Span> spans = spans(windows, positions, coordinate(taps, tap));
            Tensor value = slice(values, spans);
            Tensor candidate = slice(others, spans);
            Tensor there = slice(valid, spans);
            if (best == null || picked == null || found == null) {
                best = value;
                picked = there.select(candidate, candidate.filled(0));
                found = there;
                continue;
            }
            Tensor larger = value.gt(best).or(value.ne(value).and(best.eq(best)));
            Tensor takes = there.and(larger.or(found.not()));
            best = takes.select(value, best);
            picked = takes.select(candidate, picked);
            found = found.or(there);
        }
        return picked == null ? other.filled(0) : picked;
    }

    private static Tensor slice(Tensor tensor, List<Op.Span> spans) {
        return tensor.recorder().apply(new Op.Slice(spans), tensor);
    }

    private static long[] coordinate(long[] sizes, long place) {
        long[] at = new long[sizes.length];
        long rest = place;
        for (int axis = at.length - 1; axis >= 0; axis--) {
            at[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return at;
    }

    private static List<Op.Span> spans(List<Op.Window> windows, long[] positions, long[] tap) {
        List<Op.Span> spans = new ArrayList<>();
        for (int axis = 0; axis < tap.length; axis++) {
            Op.Sweep sweep = windows.get(axis).sweep();
            long start = tap[axis] * sweep.dilation();
            long limit =
                    positions[axis] == 0
                            ? start
                            : start + (positions[axis] - 1) * sweep.stride() + 1;
            spans.add(
                    positions[axis] == 0
                            ? new Op.Span(0, 0, 1)
                            : new Op.Span(start, limit, sweep.stride()));
        }
        return spans;
    }
}
