package io.steelyard.program;

import io.steelyard.tensor.Shape;

/** Operations on a {@link Tensor} in which axes vanish. Negative axes count from the innermost. */
public sealed interface Contraction permits Tensor {
    private Tensor self() {
        return switch (this) {
            case Tensor tensor -> tensor;
        };
    }

    private Axes axes(int... axes) {
        if (axes.length == 0) {
            return Axes.range(0, self().rank());
        }
        int[] resolved = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            resolved[i] = self().axis(axes[i]);
        }
        return Axes.of(resolved);
    }

    private Tensor reduce(ReduceKind kind, int... axes) {
        Axes resolved = axes(axes);
        return resolved.count() == 0
                ? self()
                : self().recorder().apply(new Op.Reduce(kind, resolved), self());
    }

    /** The sum over axes, or over all when none is named. */
    default Tensor sum(int... axes) {
        return reduce(ReduceKind.SUM, axes);
    }

    /** The mean over axes, or over all when none is named; floats only. */
    default Tensor mean(int... axes) {
        Tensor sum = sum(axes);
        double count = (double) self().shape().elements() / Math.max(1, sum.shape().elements());
        return sum.mul(1 / count);
    }

    /** The largest element over axes, or over all when none is named. */
    default Tensor reduceMax(int... axes) {
        return reduce(ReduceKind.MAX, axes);
    }

    /** The smallest element over axes, or over all when none is named. */
    default Tensor reduceMin(int... axes) {
        return reduce(ReduceKind.MIN, axes);
    }

    /** BOOL: whether all are true over axes, or over all axes when none is named. */
    default Tensor all(int... axes) {
        return reduce(ReduceKind.AND, axes);
    }

    /** BOOL: whether any is true over axes, or over all axes when none is named. */
    default Tensor any(int... axes) {
        return reduce(ReduceKind.OR, axes);
    }

    /** The sum of products over contracted axes for each batch index; see {@link Op.DotGeneral}. */
    default Tensor dot(
            Tensor right, Axes leftBatch, Axes rightBatch, Axes leftContract, Axes rightContract) {
        return self().recorder()
                .apply(
                        new Op.DotGeneral(leftBatch, rightBatch, leftContract, rightContract),
                        self(),
                        right);
    }

    /**
     * The matrix product of the last two axes: {@code [.., m, k] x [.., k, n] -> [.., m, n]}. A
     * right operand of two axes is shared by all leading axes of this; otherwise the leading axes
     * broadcast as NumPy's do.
     */
    default Tensor matmul(Tensor right) {
        Tensor left = self();
        if (left.rank() < 2 || right.rank() < 2 || left.size(-1) != right.size(-2)) {
            throw left.recorder()
                    .invalid(
                            "matmul: the operands are "
                                    + left.type()
                                    + " and "
                                    + right.type()
                                    + "; accepted are [.., m, k] and [.., k, n] with equal k.");
        }
        if (right.rank() == 2) {
            return left.dot(right, Axes.none(), Axes.none(), Axes.of(left.rank() - 1), Axes.of(0));
        }
        Shape batch =
                Broadcasting.common(
                        left.recorder(),
                        "matmul",
                        left.shape().slice(0, left.rank() - 2),
                        right.shape().slice(0, right.rank() - 2));
        int rank = batch.rank();
        Tensor wideLeft =
                left.broadcastTo(batch.concat(left.shape().slice(left.rank() - 2, left.rank())));
        Tensor wideRight =
                right.broadcastTo(
                        batch.concat(right.shape().slice(right.rank() - 2, right.rank())));
        Axes batchAxes = Axes.range(0, rank);
        return wideLeft.dot(wideRight, batchAxes, batchAxes, Axes.of(rank + 1), Axes.of(rank));
    }
}
