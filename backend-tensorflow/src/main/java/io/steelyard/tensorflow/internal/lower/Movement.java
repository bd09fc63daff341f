package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Axes;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.DataTypes;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.Arrays;
import java.util.List;

/** What moves elements or makes them from their place; any dtype. */
final class Movement {
    private static final int PHILOX = 1;

    private final Emitter emitter;

    Movement(Emitter emitter) {
        this.emitter = emitter;
    }

    /** Counted where the function is compiled along its axis, and repeated along the others. */
    Output iota(Op.Iota iota) {
        Shape shape = iota.type().shape();
        long length = shape.size(iota.axis());
        NdArray counted = NdArray.zeros(new TensorType(iota.type().dtype(), Shape.of(length)));
        for (long i = 0; i < length; i++) {
            if (counted.dtype().isInteger()) {
                counted.setLong(i, i);
            } else {
                counted.set(i, i);
            }
        }
        return spread(emitter.constant(counted), Axes.of(iota.axis()), Shape.of(length), shape);
    }

    Output transpose(Op.Transpose transpose, Output x) {
        return emitter.transpose(x, longs(transpose.permutation()));
    }

    private Output spread(Output x, Axes axes, Shape from, Shape to) {
        Output aligned = emitter.reshape(x, aligned(axes, from, to.rank()));
        return emitter.add("BroadcastTo", aligned, emitter.sizes(to));
    }

    /** The shape of as many axes as the result has, 1 where there is none. */
    static Shape aligned(Axes axes, Shape from, int rank) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 1);
        for (int i = 0; i < axes.values().size(); i++) {
            sizes[axes.values().get(i)] = from.size(i);
        }
        return Shape.of(sizes);
    }

    Output slice(Op.Slice slice, Output x) {
        List<Op.Span> spans = slice.spans();
        if (spans.stream().allMatch(span -> span.stride() == 1)) {
            return emitter.slice(
                    x,
                    spans.stream().mapToLong(Op.Span::start).toArray(),
                    Shape.of(
                            spans.stream()
                                    .mapToLong(span -> Math.max(0, span.limit() - span.start()))
                                    .toArray()));
        }
        return emitter.add(
                "StridedSlice",
                x,
                emitter.integers(spans.stream().mapToLong(Op.Span::start).toArray()),
                emitter.integers(
                        spans.stream()
                                .mapToLong(span -> Math.max(span.start(), span.limit()))
                                .toArray()),
                emitter.integers(spans.stream().mapToLong(Op.Span::stride).toArray()));
    }

    Output pad(Op.Pad pad, Node node, List<Output> operands) {
        return pad(
                pad, node.operands().getFirst().type().shape(), operands.get(0), operands.get(1));
    }

    /** Elements between others are put there by a further axis of which the rest is cut off. */
    Output pad(Op.Pad pad, Shape from, Output operand, Output filler) {
        Shape shape = from;
        Output x = operand;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long interior = pad.paddings().get(axis).interior();
            if (interior > 0 && shape.size(axis) > 1) {
                x = spaced(x, filler, shape, axis, interior);
                shape = shape.with(axis, (shape.size(axis) - 1) * (interior + 1) + 1);
            }
        }
        return surrounded(
                x,
                filler,
                pad.paddings().stream().mapToLong(Op.Padding::low).toArray(),
                pad.paddings().stream().mapToLong(Op.Padding::high).toArray());
    }

    private Output spaced(Output x, Output filler, Shape shape, int axis, long interior) {
        // [a.., n, b..] -> [a.., n, 1, b..] -> [a.., n, 1 + interior, b..]
        Shape split =
                shape.slice(0, axis + 1)
                        .concat(Shape.of(1))
                        .concat(shape.slice(axis + 1, shape.rank()));
        long[] after = new long[split.rank()];
        after[axis + 1] = interior;
        Output wide = surrounded(emitter.reshape(x, split), filler, new long[split.rank()], after);
        Output joined = emitter.reshape(wide, shape.with(axis, shape.size(axis) * (1 + interior)));
        long[] size = shape.toArray();
        size[axis] = (size[axis] - 1) * (interior + 1) + 1;
        return emitter.add(
                "Slice", joined, emitter.integers(new long[size.length]), emitter.integers(size));
    }

    Output surrounded(Output x, Output filler, long[] low, long[] high) {
        long[] pairs = new long[2 * low.length];
        boolean any = false;
        for (int axis = 0; axis < low.length; axis++) {
            pairs[2 * axis] = low[axis];
            pairs[2 * axis + 1] = high[axis];
            any |= low[axis] + high[axis] > 0;
        }
        if (!any) {
            return x;
        }
        Output paddings = emitter.reshape(emitter.integers(pairs), Shape.of(low.length, 2));
        return emitter.add("PadV2", x, paddings, filler);
    }

    Output concat(Op.Concat concat, List<Output> operands) {
        return operands.size() == 1
                ? operands.getFirst()
                : emitter.joined("ConcatV2", operands, emitter.integer(concat.axis()));
    }

    Output reverse(Op.Reverse reverse, Output x) {
        return emitter.add("ReverseV2", x, emitter.integers(longs(reverse.axes())));
    }

    /** The counter's low half is 0 at the start, its high half the stream. */
    Output randomBits(Op.RandomBits bits, List<Output> operands) {
        Output key = word(operands.get(0));
        Output stream = word(operands.get(1));
        Output zero = emitter.bitcast(emitter.integers(0), DataTypes.UINT64);
        Output counter = emitter.joined("ConcatV2", List.of(zero, stream), emitter.integer(0));
        return emitter.add(
                "StatelessRandomUniformFullIntV2",
                builder -> builder.type("dtype", DataTypes.of(DType.I32)),
                emitter.sizes(bits.shape()),
                key,
                counter,
                emitter.integer(PHILOX));
    }

    /** I32 {@code [2]}, the low half first, as one unsigned word of 64 bits {@code [1]}. */
    private Output word(Output halves) {
        return emitter.bitcast(emitter.reshape(halves, Shape.of(1, 2)), DataTypes.UINT64);
    }

    private static long[] longs(Axes axes) {
        return axes.values().stream().mapToLong(Integer::longValue).toArray();
    }
}
