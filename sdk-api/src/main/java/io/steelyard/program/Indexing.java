package io.steelyard.program;

import io.steelyard.tensor.Shape;

/** Operations on a {@link Tensor} at places known only when the program runs. Indices are I32. */
public sealed interface Indexing permits Tensor {
    private Tensor self() {
        return switch (this) {
            case Tensor tensor -> tensor;
        };
    }

    /**
     * {@code result[a.., i.., b..] = this[a.., indices[i..], b..]}; indices clamp into the axis.
     */
    default Tensor take(int axis, Tensor indices) {
        return self().recorder().apply(new Op.Take(self().axis(axis)), self(), indices);
    }

    /** This with updates joined at indices of an axis; see {@link Op.Scatter}. */
    default Tensor scatter(ScatterKind kind, int axis, Tensor indices, Tensor updates) {
        return self().recorder()
                .apply(new Op.Scatter(kind, self().axis(axis)), self(), indices, updates);
    }

    /** The part of the given sizes that begins at starts (I32 [rank]), which clamp. */
    default Tensor dynamicSlice(Shape sizes, Tensor starts) {
        return self().recorder().apply(new Op.DynamicSlice(sizes), self(), starts);
    }

    /** This with the part that begins at starts (I32 [rank]) replaced; starts clamp. */
    default Tensor dynamicUpdateSlice(Tensor update, Tensor starts) {
        return self().recorder().apply(new Op.DynamicUpdateSlice(), self(), update, starts);
    }
}
