package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.WindowKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Windows, one axis after the other: a window over several axes is a window over one of windows
 * over the others. Along an axis, a window of n elements is one of the first half joined with one
 * of the second, so that it takes about 2 log2(n) operations whatever its size.
 */
final class WindowLowering {
    private final Emitter emitter;
    private final Extremes extremes;
    private final Movement movement;
    private final Reductions reductions;

    WindowLowering(Emitter emitter) {
        this.emitter = emitter;
        extremes = new Extremes(emitter);
        movement = new Movement(emitter);
        reductions = new Reductions(emitter);
    }

    /**
     * Elements with what says which of two is larger, where that is not the elements themselves.
     *
     * @param keys ordered as the elements are
     * @param indices I32, of each element in row-major order
     */
    private record Candidates(Output keys, Output indices) {}

    Output reduce(Op.WindowReduce window, Node node, Output x) {
        TensorType type = node.operands().getFirst().type();
        DType dtype = type.dtype();
        if (node.result().type().elements() == 0) {
            return emitter.constant(NdArray.zeros(node.result().type()));
        }
        boolean sum = window.kind() == WindowKind.SUM;
        Output filler = sum ? emitter.number(dtype, 0) : lowest(dtype);
        BinaryOperator<Output> join =
                sum
                        ? (a, b) -> emitter.add("AddV2", a, b)
                        : (a, b) -> extremes.ofTwo("Maximum", dtype, a, b);
        return joined(padded(x, window.windows(), filler), type.shape(), window.windows(), join);
    }

    private Output lowest(DType dtype) {
        return switch (dtype) {
            case F32, F64, F16, BF16 -> emitter.number(dtype, Double.NEGATIVE_INFINITY);
            case I32 -> emitter.wholeNumber(dtype, Integer.MIN_VALUE);
            case I64 -> emitter.wholeNumber(dtype, Long.MIN_VALUE);
            case U8, BOOL -> emitter.wholeNumber(dtype, 0);
        };
    }

    /**
     * The gradient goes to where the largest element of each window is: found as the elements are,
     * by keys that have an order, the lower index first; those in padding are lower than any.
     */
    Output maxGradient(Op.WindowMaxGradient window, Node node, List<Output> operands) {
        TensorType type = node.operands().getFirst().type();
        TensorType gradients = node.operands().get(1).type();
        if (type.elements() == 0 || gradients.elements() == 0) {
            return emitter.constant(NdArray.zeros(type));
        }
        DType keyType = type.dtype() == DType.F64 ? DType.I64 : DType.I32;
        int elements = Math.toIntExact(type.elements());
        Output indices =
                emitter.reshape(
                        emitter.add(
                                "Range",
                                emitter.integer(0),
                                emitter.integer(elements),
                                emitter.integer(1)),
                        type.shape());
        Output keys = reductions.keys(type.dtype(), operands.getFirst());
        Candidates candidates =
                new Candidates(
                        padded(keys, window.windows(), lowest(keyType)),
                        padded(indices, window.windows(), emitter.integer(elements)));
        Output largest = largest(candidates, type.shape(), window.windows());
        Output sums =
                emitter.add(
                        "UnsortedSegmentSum",
                        emitter.reshape(operands.get(1), Shape.of(gradients.elements())),
                        emitter.reshape(largest, Shape.of(gradients.elements())),
                        emitter.integer(elements + 1));
        Output inside = emitter.add("Slice", sums, emitter.integers(0), emitter.integers(elements));
        return emitter.reshape(inside, type.shape());
    }

    /** The index of the largest element of each window. */
    private Output largest(Candidates padded, Shape shape, List<Op.Window> windows) {
        Candidates all = padded;
        Shape sizes = paddedShape(shape, windows);
        for (int axis = 0; axis < sizes.rank(); axis++) {
            Op.Window window = windows.get(axis);
            Part part = new Part(axis, window.sweep().dilation());
            if (isTiled(window)) {
                long count = sizes.size(axis) / window.size();
                all = largestOfTiles(all, sizes, part, window.size());
                sizes = sizes.with(axis, count);
                continue;
            }
            all = largest(all, sizes, part, window.size());
            long left = part.left(sizes.size(axis), window.size());
            Shape joined = sizes.with(axis, left);
            long stride = window.sweep().stride();
            all =
                    new Candidates(
                            part.every(all.keys(), joined, stride),
                            part.every(all.indices(), joined, stride));
            sizes = joined.with(axis, (left - 1) / stride + 1);
        }
        return all.indices();
    }

    /** Whether windows lie side by side, so that each element is in one at most. */
    private static boolean isTiled(Op.Window window) {
        return window.size() > 1
                && window.size() == window.sweep().stride()
                && window.sweep().dilation() == 1;
    }

    private Candidates largestOfTiles(Candidates all, Shape shape, Part part, long size) {
        List<Output> keys = part.taps(all.keys(), shape, size);
        List<Output> indices = part.taps(all.indices(), shape, size);
        Candidates largest = new Candidates(keys.getFirst(), indices.getFirst());
        for (int tap = 1; tap < size; tap++) {
            largest = larger(largest, new Candidates(keys.get(tap), indices.get(tap)));
        }
        return largest;
    }

    private Candidates largest(Candidates all, Shape shape, Part part, long size) {
        if (size == 1) {
            return all;
        }
        long half = size / 2;
        Candidates first = largest(all, shape, part, half);
        long left = part.left(shape.size(part.axis()), size);
        Candidates both =
                larger(
                        part.from(first, shape, half, 0, left),
                        part.from(first, shape, half, half, left));
        return size % 2 == 0 ? both : larger(both, part.from(all, shape, 1, size - 1, left));
    }

    private Candidates larger(Candidates a, Candidates b) {
        Output above = emitter.add("Greater", b.keys(), a.keys());
        Output even = emitter.add("Equal", b.keys(), a.keys());
        Output before = emitter.add("Less", b.indices(), a.indices());
        Output second = emitter.add("LogicalOr", above, emitter.add("LogicalAnd", even, before));
        return new Candidates(
                emitter.select(second, b.keys(), a.keys()),
                emitter.select(second, b.indices(), a.indices()));
    }

    private Output joined(
            Output padded, Shape shape, List<Op.Window> windows, BinaryOperator<Output> join) {
        Output all = padded;
        Shape sizes = paddedShape(shape, windows);
        for (int axis = 0; axis < sizes.rank(); axis++) {
            Op.Window window = windows.get(axis);
            Part part = new Part(axis, window.sweep().dilation());
            if (isTiled(window)) {
                all = part.taps(all, sizes, window.size()).stream().reduce(join).orElseThrow();
                sizes = sizes.with(axis, sizes.size(axis) / window.size());
                continue;
            }
            all = joined(all, sizes, part, window.size(), join);
            long left = part.left(sizes.size(axis), window.size());
            Shape joined = sizes.with(axis, left);
            all = part.every(all, joined, window.sweep().stride());
            sizes = joined.with(axis, (left - 1) / window.sweep().stride() + 1);
        }
        return all;
    }

    private Output joined(
            Output all, Shape shape, Part part, long size, BinaryOperator<Output> join) {
        if (size == 1) {
            return all;
        }
        long half = size / 2;
        Output first = joined(all, shape, part, half, join);
        long left = part.left(shape.size(part.axis()), size);
        Output both =
                join.apply(
                        part.from(first, shape, half, 0, left),
                        part.from(first, shape, half, half, left));
        return size % 2 == 0 ? both : join.apply(both, part.from(all, shape, 1, size - 1, left));
    }

    /** Parts of an axis that windows of one dilation are joined from. */
    private final class Part {
        private final int axis;
        private final long dilation;

        Part(int axis, long dilation) {
            this.axis = axis;
            this.dilation = dilation;
        }

        int axis() {
            return axis;
        }

        /** How many positions, one beside the other, a window has. */
        long left(long size, long window) {
            return size - (window - 1) * dilation;
        }

        /**
         * A number of windows from one tap on.
         *
         * @param shape before any window
         * @param window what the elements are already windows of
         */
        Output from(Output x, Shape shape, long window, long tap, long count) {
            long start = tap * dilation;
            Shape there = shape.with(axis, left(shape.size(axis), window));
            return start == 0 && count == there.size(axis) ? x : cut(x, there, start, count, 1);
        }

        Candidates from(Candidates x, Shape shape, long window, long tap, long count) {
            return new Candidates(
                    from(x.keys(), shape, window, tap, count),
                    from(x.indices(), shape, window, tap, count));
        }

        /** What each of the windows side by side has first, second and so on. */
        List<Output> taps(Output x, Shape shape, long size) {
            long count = shape.size(axis) / size;
            Output whole = count * size == shape.size(axis) ? x : cut(x, shape, 0, count * size, 1);
            // [a.., count * size, b..] -> [a.., count, size, b..] -> size of [a.., count, b..]
            Shape split =
                    shape.slice(0, axis)
                            .concat(Shape.of(count, size))
                            .concat(shape.slice(axis + 1, shape.rank()));
            return emitter.unpacked(emitter.reshape(whole, split), axis + 1, size);
        }

        /** One of so many. */
        Output every(Output x, Shape shape, long stride) {
            return stride == 1 ? x : cut(x, shape, 0, shape.size(axis), stride);
        }

        private Output cut(Output x, Shape shape, long start, long count, long stride) {
            long[] starts = new long[shape.rank()];
            starts[axis] = start;
            long[] ends = shape.toArray();
            ends[axis] = start + count;
            long[] strides = new long[shape.rank()];
            Arrays.fill(strides, 1);
            strides[axis] = stride;
            if (stride == 1) {
                return emitter.slice(x, starts, shape.with(axis, count));
            }
            return emitter.add(
                    "StridedSlice",
                    x,
                    emitter.integers(starts),
                    emitter.integers(ends),
                    emitter.integers(strides));
        }
    }

    private Output padded(Output x, List<Op.Window> windows, Output filler) {
        return movement.surrounded(
                x,
                filler,
                windows.stream().mapToLong(window -> window.sweep().low()).toArray(),
                windows.stream().mapToLong(window -> window.sweep().high()).toArray());
    }

    private static Shape paddedShape(Shape shape, List<Op.Window> windows) {
        long[] sizes = shape.toArray();
        for (int axis = 0; axis < sizes.length; axis++) {
            sizes[axis] += windows.get(axis).sweep().low() + windows.get(axis).sweep().high();
        }
        return Shape.of(sizes);
    }
}
