package io.steelyard.benchmarks.peers;

import io.steelyard.tensor.Shape;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How the numbers of a parameter lie in libtorch: our array, seen with some sizes, its axes in
 * another order, and the result seen with other sizes.
 *
 * @param sizes of our array
 * @param axes of ours, in libtorch's order
 * @param shape in libtorch
 */
record TorchLayout(List<Long> sizes, List<Integer> axes, List<Long> shape) {
    /** The same on both sides. */
    static TorchLayout same(Shape shape) {
        List<Long> sizes = LongStream.of(shape.toArray()).boxed().toList();
        return new TorchLayout(sizes, IntStream.range(0, sizes.size()).boxed().toList(), sizes);
    }

    /** Our axes in another order. */
    static TorchLayout permuted(Shape shape, Integer... axes) {
        List<Integer> order = List.of(axes);
        return new TorchLayout(
                LongStream.of(shape.toArray()).boxed().toList(),
                order,
                order.stream().map(shape::size).toList());
    }

    /** A weight that is {@code [out, in]} there, and {@code [in, out]} here. */
    static TorchLayout transposed(Shape shape) {
        return permuted(shape, 1, 0);
    }

    /** The same, where the inputs are images of a number of channels, last here and first there. */
    static TorchLayout afterImages(Shape shape, long channels) {
        long places = shape.size(0) / channels;
        return new TorchLayout(
                List.of(places, channels, shape.size(1)),
                List.of(2, 1, 0),
                List.of(shape.size(1), shape.size(0)));
    }

    /** The numbers of our array in libtorch's order. */
    float[] arrange(float[] values) {
        int rank = sizes.size();
        int[] strides = new int[rank]; // of ours, in libtorch's order of the axes
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] =
                    Math.toIntExact(
                            sizes.subList(axes.get(axis) + 1, rank).stream()
                                    .reduce(1L, Math::multiplyExact));
        }
        float[] arranged = new float[values.length];
        int[] index = new int[rank];
        int from = 0;
        for (int to = 0; to < arranged.length; to++) {
            arranged[to] = values[from];
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += strides[axis];
                if (++index[axis] < sizes.get(axes.get(axis))) {
                    break;
                }
                from -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return arranged;
    }

    /** The sizes in libtorch. */
    ai.djl.ndarray.types.Shape torchShape() {
        return new ai.djl.ndarray.types.Shape(shape);
    }
}
