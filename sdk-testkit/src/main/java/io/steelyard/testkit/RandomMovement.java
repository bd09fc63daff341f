package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Steps of random programs that move and compare elements and change none, in every dtype. */
final class RandomMovement {
    private final Choices choices;

    RandomMovement(Choices choices) {
        this.choices = choices;
    }

    Tensor apply(Tensor x) {
        if (x.rank() == 0) {
            return x.broadcastTo(Shape.of(choices.between(1, 5)));
        }
        int axis = choices.next(x.rank());
        return switch (choices.next(14)) {
            case 0 -> x.expandDims(choices.next(x.rank() + 1));
            case 1 -> x.broadcastTo(Shape.of(choices.between(1, 3)).concat(x.shape()));
            case 2 -> x.reshape(Shape.of(x.shape().elements()));
            case 3 -> transpose(x);
            case 4 -> slice(x, axis);
            case 5 -> x.reverse(axis);
            case 6 -> x.concat(axis, x.reverse(axis));
            case 7 -> pad(x, axis);
            case 8 -> x.take(axis, indices(x, axis, choices.between(1, 4)));
            case 9 -> scatter(x, axis, ScatterKind.SET);
            case 10 -> x.dynamicSlice(part(x), starts(x));
            case 11 -> x.dynamicUpdateSlice(x.dynamicSlice(part(x), starts(x)), starts(x));
            case 12 -> x.stopGradient();
            default -> choose(x, axis);
        };
    }

    private Tensor transpose(Tensor x) {
        List<Integer> axes = new ArrayList<>(Axes.range(0, x.rank()).values());
        Collections.rotate(axes, choices.next(x.rank() + 1));
        return x.transpose(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    private Tensor slice(Tensor x, int axis) {
        List<Op.Span> spans = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            spans.add(new Op.Span(0, x.size(i), 1));
        }
        int from = choices.between(0, x.size(axis) - 1);
        spans.set(
                axis,
                new Op.Span(from, choices.between(from + 1, x.size(axis)), choices.between(1, 3)));
        return x.recorder().apply(new Op.Slice(spans), x);
    }

    private Tensor pad(Tensor x, int axis) {
        List<Op.Padding> paddings =
                new ArrayList<>(Collections.nCopies(x.rank(), new Op.Padding(0, 0, 0)));
        paddings.set(axis, new Op.Padding(choices.next(3), choices.next(3), choices.next(2)));
        return x.pad(1, paddings);
    }

    /** Some of them beyond the ends, where they clamp. */
    private Tensor indices(Tensor x, int axis, int count) {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = choices.between(-1, x.size(axis));
        }
        return x.recorder().constant(NdArray.of(indices, count));
    }

    /** Elements of other places joined to some. */
    Tensor scatter(Tensor x, int axis, ScatterKind kind) {
        int count = choices.between(1, 4);
        Tensor updates = x.take(axis, indices(x, axis, count));
        return x.scatter(kind, axis, indices(x, axis, count), updates);
    }

    private Shape part(Tensor x) {
        Shape part = Shape.scalar();
        for (int axis = 0; axis < x.rank(); axis++) {
            part = part.concat(Shape.of((x.size(axis) + 1) / 2));
        }
        return part;
    }

    private Tensor starts(Tensor x) {
        int[] starts = new int[x.rank()];
        for (int axis = 0; axis < starts.length; axis++) {
            starts[axis] = choices.between(-1, x.size(axis));
        }
        return x.recorder().constant(NdArray.of(starts, starts.length));
    }

    /** By the index of an element, which is exact. */
    private Tensor choose(Tensor x, int axis) {
        Tensor index = x.recorder().apply(new Op.Iota(x.type().withDType(DType.I32), axis));
        return index.lt(index.scalar(choices.next(5))).select(x, x.reverse(axis));
    }

    /** How elements compare. */
    Tensor compare(Tensor x, Tensor y) {
        return switch (choices.next(6)) {
            case 0 -> x.eq(y);
            case 1 -> x.ne(y);
            case 2 -> x.lt(y);
            case 3 -> x.le(y);
            case 4 -> x.gt(y);
            default -> x.ge(y);
        };
    }
}
