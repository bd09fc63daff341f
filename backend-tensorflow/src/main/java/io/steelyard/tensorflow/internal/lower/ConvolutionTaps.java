package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution of any number of spatial axes and groups as products of matrices, one for each tap
 * of the filter: the elements of the input that the tap meets, times what stands there.
 */
final class ConvolutionTaps {
    private final Emitter emitter;
    private final Movement movement;
    private final Op.Conv conv;
    private final Shape input;
    private final Shape filter;
    private final Shape result;
    private final int spatial;
    private final long groups;
    private final long inChannels;
    private final long outChannels;

    /** Positions times batch. */
    private final long rows;

    private final Output zero;

    /**
     * The shapes of one convolution.
     *
     * @param dtype of all of them
     * @param result of the forward operation
     */
    ConvolutionTaps(
            Emitter emitter, Op.Conv conv, DType dtype, Shape input, Shape filter, Shape result) {
        this.emitter = emitter;
        this.conv = conv;
        this.input = input;
        this.filter = filter;
        this.result = result;
        movement = new Movement(emitter);
        spatial = conv.sweeps().size();
        groups = conv.groups();
        inChannels = filter.size(spatial);
        outChannels = filter.size(spatial + 1) / groups;
        rows = result.slice(0, spatial + 1).elements();
        zero = emitter.number(dtype, 0);
    }

    Output conv(Output x, Output w) {
        Output padded = padded(x);
        long taps = filter.slice(0, spatial).elements();
        // [t, c, g, o] -> [t, g, c, o]
        Output filters =
                emitter.transpose(
                        emitter.reshape(w, Shape.of(taps, inChannels, groups, outChannels)),
                        0,
                        2,
                        1,
                        3);
        List<Output> products = new ArrayList<>();
        for (long tap = 0; tap < taps; tap++) {
            products.add(
                    emitter.add(
                            "BatchMatMulV2",
                            met(padded, tap), // [g, rows, c]
                            filter(filters, tap))); // [g, c, o]
        }
        Output sum = products.size() == 1 ? products.getFirst() : emitter.joined("AddN", products);
        return emitter.reshape(emitter.transpose(sum, 1, 0, 2), result); // from [g, rows, o]
    }

    Output filterGradient(Output x, Output dy) {
        Output padded = padded(x);
        // [rows, g, o] -> [g, rows, o]
        Output gradients =
                emitter.transpose(
                        emitter.reshape(dy, Shape.of(rows, groups, outChannels)), 1, 0, 2);
        List<Output> products = new ArrayList<>();
        for (long tap = 0; tap < filter.slice(0, spatial).elements(); tap++) {
            products.add(
                    emitter.add(
                            "BatchMatMulV2",
                            builder -> builder.flag("adj_x", true),
                            met(padded, tap),
                            gradients)); // [g, c, o]
        }
        Output all = emitter.joined("Pack", products); // [t, g, c, o]
        return emitter.reshape(emitter.transpose(all, 0, 2, 1, 3), filter);
    }

    private Output padded(Output x) {
        long[] low = new long[spatial + 2];
        long[] high = new long[spatial + 2];
        for (int i = 0; i < spatial; i++) {
            low[1 + i] = conv.sweeps().get(i).low();
            high[1 + i] = conv.sweeps().get(i).high();
        }
        return movement.surrounded(x, zero, low, high);
    }

    /** What a tap of a number meets: {@code [g, rows, c]}. */
    private Output met(Output padded, long tap) {
        List<Op.Span> spans = new ArrayList<>();
        spans.add(new Op.Span(0, input.size(0), 1));
        long rest = tap;
        long[] places = new long[spatial];
        for (int i = spatial - 1; i >= 0; i--) {
            places[i] = rest % filter.size(i);
            rest /= filter.size(i);
        }
        for (int i = 0; i < spatial; i++) {
            Op.Sweep sweep = conv.sweeps().get(i);
            long start = places[i] * sweep.dilation();
            long limit = start + (result.size(1 + i) - 1) * sweep.stride() + 1;
            spans.add(new Op.Span(start, limit, sweep.stride()));
        }
        spans.add(new Op.Span(0, input.size(spatial + 1), 1));
        Output part = movement.slice(new Op.Slice(spans), padded);
        return emitter.transpose(
                emitter.reshape(part, Shape.of(rows, groups, inChannels)), 1, 0, 2);
    }

    private Output filter(Output filters, long tap) {
        return emitter.reshape(
                emitter.add(
                        "Slice",
                        filters,
                        emitter.integers(tap, 0, 0, 0),
                        emitter.integers(1, groups, inChannels, outChannels)),
                Shape.of(groups, inChannels, outChannels));
    }
}
