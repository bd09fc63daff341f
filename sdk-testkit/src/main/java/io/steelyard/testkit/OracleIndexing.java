package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.coordinate;
import static io.steelyard.testkit.OracleValue.eachCoordinate;
import static io.steelyard.testkit.OracleValue.integers;
import static io.steelyard.testkit.OracleValue.place;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Op;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Integers;
import io.steelyard.testkit.OracleValue.Reals;

import java.util.Arrays;

/** The operations that read or write at places which other operands name. */
final class OracleIndexing {
    private OracleIndexing() {}

    static OracleValue take(Op.Take op, OracleValue data, OracleValue indices, TensorType type) {
        return data.gather(type, places(op.axis(), data, indices, type.shape()), data);
    }

    /** For each element of the taken part, its place in the data. */
    private static int[] places(int axis, OracleValue data, OracleValue indices, Shape taken) {
        Shape shape = data.type().shape();
        Shape indexShape = indices.type().shape();
        return eachCoordinate(
                taken,
                at -> {
                    long[] which = Arrays.copyOfRange(at, axis, axis + indexShape.rank());
                    long index = integers(indices)[place(indexShape, which)];
                    long[] from = new long[shape.rank()];
                    System.arraycopy(at, 0, from, 0, axis);
                    from[axis] = Math.clamp(index, 0, shape.size(axis) - 1);
                    System.arraycopy(
                            at, axis + indexShape.rank(), from, axis + 1, shape.rank() - axis - 1);
                    return place(shape, from);
                });
    }

    static OracleValue scatter(
            Op.Scatter op, OracleValue data, OracleValue indices, OracleValue updates) {
        int[] places = places(op.axis(), data, indices, updates.type().shape());
        return switch (data) {
            case Reals(TensorType type, double[] before) -> {
                double[] after = before.clone();
                for (int i = 0; i < places.length; i++) {
                    double update = OracleValue.reals(updates)[i];
                    after[places[i]] =
                            switch (op.kind()) {
                                case ADD -> after[places[i]] + update;
                                case MAX -> Math.max(after[places[i]], update);
                                case SET -> update;
                            };
                }
                yield new Reals(type, after);
            }
            case Integers(TensorType type, long[] before) -> {
                long[] after = before.clone();
                for (int i = 0; i < places.length; i++) {
                    long update = integers(updates)[i];
                    after[places[i]] =
                            switch (op.kind()) {
                                case ADD ->
                                        OracleElementwise.binary(
                                                BinaryKind.ADD,
                                                type.dtype(),
                                                after[places[i]],
                                                update);
                                case MAX -> Math.max(after[places[i]], update);
                                case SET -> update;
                            };
                }
                yield new Integers(type, after);
            }
        };
    }

    static OracleValue dynamicSlice(OracleValue data, OracleValue starts, TensorType type) {
        return data.gather(type, inside(data.type().shape(), starts, type.shape()), data);
    }

    static OracleValue dynamicUpdateSlice(
            OracleValue data, OracleValue update, OracleValue starts) {
        int[] places = inside(data.type().shape(), starts, update.type().shape());
        return switch (data) {
            case Reals(TensorType type, double[] before) -> {
                double[] after = before.clone();
                for (int i = 0; i < places.length; i++) {
                    after[places[i]] = OracleValue.reals(update)[i];
                }
                yield new Reals(type, after);
            }
            case Integers(TensorType type, long[] before) -> {
                long[] after = before.clone();
                for (int i = 0; i < places.length; i++) {
                    after[places[i]] = integers(update)[i];
                }
                yield new Integers(type, after);
            }
        };
    }

    /** For each element of a part that begins at starts, clamped, its place in the whole. */
    private static int[] inside(Shape whole, OracleValue starts, Shape part) {
        int[] places = new int[Math.toIntExact(part.elements())];
        for (int i = 0; i < places.length; i++) {
            long[] at = coordinate(part, i);
            for (int axis = 0; axis < at.length; axis++) {
                at[axis] +=
                        Math.clamp(integers(starts)[axis], 0, whole.size(axis) - part.size(axis));
            }
            places[i] = place(whole, at);
        }
        return places;
    }
}
