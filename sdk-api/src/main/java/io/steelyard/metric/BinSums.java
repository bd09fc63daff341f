package io.steelyard.metric;

import io.steelyard.program.ScatterKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

/** Adds values up in bins. */
final class BinSums {
    private BinSums() {}

    /**
     * The sum of the values of each bin: F32 {@code [count]}.
     *
     * @param bins I32, in {@code [0, count)}
     * @param values F32, one for each of the bins
     */
    static Tensor of(long count, Tensor bins, Tensor values) {
        return values.scalar(0)
                .broadcastTo(Shape.of(count))
                .scatter(ScatterKind.ADD, 0, bins.reshape(-1), values.reshape(-1));
    }

    /** The bin of each place: I32, {@code floor(place)} brought into {@code [0, count)}. */
    static Tensor index(Tensor place, long count) {
        return place.floor().max(place.scalar(0)).min(place.scalar(count - 1)).convert(DType.I32);
    }
}
