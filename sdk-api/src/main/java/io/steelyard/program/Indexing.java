package io.steelyard.program;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;

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

    /**
     * The largest elements of each row of the last axis.
     *
     * @param values {@code [.., k]}, descending
     * @param indices I32 {@code [.., k]}: where they stand in the row
     */
    record Largest(Tensor values, Tensor indices) {}

    /** The k largest elements of each row of the last axis; see {@link Op.TopK}. */
    default Largest topK(long k) {
        List<Tensor> results = self().recorder().applyAll(new Op.TopK(k), List.of(self()));
        return new Largest(results.getFirst(), results.get(1));
    }

    /**
     * One element for each index of the last axis, row by row: {@code result[.., i] = this[..,
     * indices[.., i]]}; indices clamp.
     *
     * @param indices I32 {@code [.., k]}, with the leading axes of this
     */
    default Tensor takeAlongRows(Tensor indices) {
        long size = self().size(-1);
        Shape shape = self().shape();
        Tensor flat = self().reshape(shape.elements());
        return flat.take(0, rowIndices(indices, size));
    }

    /**
     * This with updates added at the places that {@link #takeAlongRows} reads.
     *
     * @param indices I32 {@code [.., k]}
     * @param updates {@code [.., k]}, of this tensor's dtype
     */
    default Tensor addAlongRows(Tensor indices, Tensor updates) {
        long size = self().size(-1);
        Shape shape = self().shape();
        Tensor flat = self().reshape(shape.elements());
        return flat.scatter(ScatterKind.ADD, 0, rowIndices(indices, size), updates).reshape(shape);
    }

    /** Places in the flattened rows. */
    private static Tensor rowIndices(Tensor indices, long size) {
        Shape rows = indices.shape().slice(0, indices.rank() - 1);
        TensorType type = TensorType.of(DType.I32, rows.elements());
        Tensor first =
                indices.recorder()
                        .apply(new Op.Iota(type, 0))
                        .mul(indices.scalar(size))
                        .reshape(rows)
                        .expandDims(-1);
        Tensor inside = indices.max(indices.scalar(0)).min(indices.scalar(size - 1));
        return inside.add(first);
    }
}
