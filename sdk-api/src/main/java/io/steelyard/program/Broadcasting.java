package io.steelyard.program;

import io.steelyard.tensor.Shape;

/**
 * NumPy's broadcasting: shapes are aligned at their innermost axes, and an axis of size 1 repeats.
 */
final class Broadcasting {
    private Broadcasting() {}

    /** The shape that both repeat to. */
    static Shape common(Recorder recorder, String operation, Shape left, Shape right) {
        int rank = Math.max(left.rank(), right.rank());
        long[] sizes = new long[rank];
        for (int i = 1; i <= rank; i++) {
            long a = i <= left.rank() ? left.size(-i) : 1;
            long b = i <= right.rank() ? right.size(-i) : 1;
            if (a != b && a != 1 && b != 1) {
                throw recorder.invalid(
                        operation
                                + ": the shapes are "
                                + left
                                + " and "
                                + right
                                + "; accepted are shapes that, aligned at their last axis, are"
                                + " equal or 1 on each axis.");
            }
            sizes[rank - i] = a == 1 ? b : a;
        }
        return Shape.of(sizes);
    }

    /** Records the repetition of a tensor to a shape; nothing when it has that shape already. */
    static Tensor expand(Tensor tensor, Shape shape) {
        if (tensor.shape().equals(shape)) {
            return tensor;
        }
        Axes axes = Axes.range(Math.max(0, shape.rank() - tensor.rank()), shape.rank());
        return tensor.recorder().apply(new Op.Broadcast(shape, axes), tensor);
    }
}
