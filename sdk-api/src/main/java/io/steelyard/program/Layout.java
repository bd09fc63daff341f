package io.steelyard.program;

import io.steelyard.tensor.Shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Operations that move the elements of a {@link Tensor}. Negative axes count from the innermost.
 */
public sealed interface Layout permits Tensor {
    private Tensor self() {
        return switch (this) {
            case Tensor tensor -> tensor;
        };
    }

    /**
     * The same elements in row-major order under another shape. One size may be -1: it becomes what
     * the others leave.
     */
    default Tensor reshape(long... sizes) {
        long[] resolved = sizes.clone();
        long known = 1;
        int open = -1;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == -1 && open < 0) {
                open = axis;
            } else {
                known *= sizes[axis];
            }
        }
        if (known < 0
                || (open >= 0 && known == 0)
                || Arrays.stream(sizes).anyMatch(size -> size < -1)) {
            throw self().recorder()
                    .invalid(
                            "reshape: the sizes "
                                    + Arrays.toString(sizes)
                                    + " are asked of "
                                    + self().type()
                                    + "; accepted are sizes of 0 or more, and one -1 beside sizes"
                                    + " that are not 0.");
        }
        if (open >= 0) {
            resolved[open] = self().shape().elements() / known;
        }
        return reshape(Shape.of(resolved));
    }

    /** The same elements in row-major order under another shape. */
    default Tensor reshape(Shape shape) {
        return self().shape().equals(shape)
                ? self()
                : self().recorder().apply(new Op.Reshape(shape), self());
    }

    /** Axis i of the result is axis {@code permutation[i]} of this. */
    default Tensor transpose(int... permutation) {
        Axes axes = Axes.of(permutation);
        return axes.isIdentity() && axes.count() == self().rank()
                ? self()
                : self().recorder().apply(new Op.Transpose(axes), self());
    }

    /** The last two axes exchanged. */
    default Tensor transposeMatrix() {
        int[] permutation = Axes.range(0, self().rank()).toArray();
        int last = self().axis(-1);
        permutation[last] = self().axis(-2);
        permutation[last - 1] = last;
        return transpose(permutation);
    }

    /** Repeated to a shape by NumPy's rules. */
    default Tensor broadcastTo(Shape shape) {
        Shape common = Broadcasting.common(self().recorder(), "broadcast", self().shape(), shape);
        if (!common.equals(shape)) {
            throw self().recorder()
                    .invalid(
                            "broadcast: "
                                    + self().shape()
                                    + " does not repeat to "
                                    + shape
                                    + "; accepted are shapes whose axes, aligned at the last, are"
                                    + " equal or 1.");
        }
        return Broadcasting.expand(self(), shape);
    }

    /** The elements {@code [from, to)} of an axis. */
    default Tensor slice(int axis, long from, long to) {
        int cut = self().axis(axis);
        List<Op.Span> spans = new ArrayList<>();
        for (int i = 0; i < self().rank(); i++) {
            spans.add(i == cut ? new Op.Span(from, to, 1) : new Op.Span(0, self().size(i), 1));
        }
        return from == 0 && to == self().size(cut)
                ? self()
                : self().recorder().apply(new Op.Slice(spans), self());
    }

    /**
     * An axis cut into equal parts. Throws {@code INVALID_PROGRAM} when its size is no multiple.
     */
    default List<Tensor> split(int axis, int parts) {
        long size = self().size(axis);
        if (parts < 1 || size % parts != 0) {
            throw self().recorder()
                    .invalid(
                            "split: axis "
                                    + axis
                                    + " of "
                                    + self().type()
                                    + " does not fall into "
                                    + parts
                                    + " equal parts; accepted are divisors of "
                                    + size
                                    + ".");
        }
        List<Tensor> cut = new ArrayList<>();
        for (long part = 0; part < parts; part++) {
            cut.add(slice(axis, part * (size / parts), (part + 1) * (size / parts)));
        }
        return Collections.unmodifiableList(cut);
    }

    /** Surrounds with a constant; one padding for each axis. */
    default Tensor pad(double filler, List<Op.Padding> paddings) {
        return self().recorder().apply(new Op.Pad(paddings), self(), self().scalar(filler));
    }

    /** The elements in the opposite order along each of the axes. */
    default Tensor reverse(int... axes) {
        int[] resolved = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            resolved[i] = self().axis(axes[i]);
        }
        return axes.length == 0
                ? self()
                : self().recorder().apply(new Op.Reverse(Axes.of(resolved)), self());
    }

    /** A new axis of size 1 before the given one; -1 puts it innermost. */
    default Tensor expandDims(int axis) {
        int at = axis < 0 ? axis + self().rank() + 1 : axis;
        Shape shape = self().shape();
        if (at < 0 || at > shape.rank()) {
            throw self().recorder()
                    .invalid(
                            "expandDims: a new axis "
                                    + axis
                                    + " is asked of "
                                    + self().type()
                                    + "; accepted are "
                                    + (-shape.rank() - 1)
                                    + " to "
                                    + shape.rank()
                                    + ".");
        }
        return reshape(
                shape.slice(0, at).concat(Shape.of(1)).concat(shape.slice(at, shape.rank())));
    }

    /** Without an axis, whose size is 1. */
    default Tensor squeeze(int axis) {
        int at = self().axis(axis);
        Shape shape = self().shape();
        if (shape.size(at) != 1) {
            throw self().recorder()
                    .invalid(
                            "squeeze: axis "
                                    + at
                                    + " of "
                                    + self().type()
                                    + " has size "
                                    + shape.size(at)
                                    + "; accepted are axes of size 1.");
        }
        return reshape(shape.slice(0, at).concat(shape.slice(at + 1, shape.rank())));
    }

    /** This followed by others along an axis. */
    default Tensor concat(int axis, Tensor... others) {
        List<Tensor> parts = new ArrayList<>(List.of(self()));
        Collections.addAll(parts, others);
        return self().recorder().applyAll(new Op.Concat(self().axis(axis)), parts).getFirst();
    }
}
