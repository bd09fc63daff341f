package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions and their gradients: those of one or two spatial axes without groups by TensorFlow's
 * kernels, all others as a sum of products of matrices, one for each tap.
 */
final class Convolutions {
    private final Emitter emitter;
    private final Movement movement;

    Convolutions(Emitter emitter) {
        this.emitter = emitter;
        movement = new Movement(emitter);
    }

    Output conv(Op.Conv conv, Node node, List<Output> operands) {
        return conv(
                conv,
                node.operands().get(0).type(),
                node.operands().get(1).type(),
                node.result().type(),
                operands.get(0),
                operands.get(1));
    }

    private Output conv(
            Op.Conv conv,
            TensorType input,
            TensorType filter,
            TensorType result,
            Output x,
            Output w) {
        if (isEmpty(input, filter, result)) {
            return emitter.constant(NdArray.zeros(result));
        }
        if (conv.groups() > 1 || conv.sweeps().size() > 2) {
            return new ConvolutionTaps(
                            emitter,
                            conv,
                            input.dtype(),
                            input.shape(),
                            filter.shape(),
                            result.shape())
                    .conv(x, w);
        }
        Output planes =
                emitter.add(
                        "Conv2D",
                        builder -> kernel(builder, conv),
                        emitter.reshape(x, planes(input.shape())),
                        emitter.reshape(w, filterPlanes(filter.shape())));
        return emitter.reshape(planes, result.shape());
    }

    Output inputGradient(Op.ConvInputGradient gradient, Node node, List<Output> operands) {
        Op.Conv conv = gradient.conv();
        TensorType dy = node.operands().get(0).type();
        TensorType filter = node.operands().get(1).type();
        TensorType result = node.result().type();
        if (isEmpty(dy, filter, result)) {
            return emitter.constant(NdArray.zeros(result));
        }
        if (isPlain(conv, result.dtype())) {
            Output planes =
                    emitter.add(
                            "Conv2DBackpropInput",
                            builder -> kernel(builder, conv),
                            emitter.sizes32(planes(gradient.input())),
                            emitter.reshape(operands.get(1), filterPlanes(filter.shape())),
                            emitter.reshape(operands.get(0), planes(dy.shape())));
            return emitter.reshape(planes, gradient.input());
        }
        return spread(conv, dy, filter, result, operands);
    }

    /**
     * As a convolution of the gradient, with zeros between its elements where the filter moved by
     * more than one, and the mirrored filter.
     */
    private Output spread(
            Op.Conv conv,
            TensorType dy,
            TensorType filter,
            TensorType result,
            List<Output> operands) {
        int spatial = conv.sweeps().size();
        List<Op.Padding> apart = new ArrayList<>();
        List<Op.Span> inside = new ArrayList<>();
        List<Op.Sweep> sweeps = new ArrayList<>();
        long[] sizes = dy.shape().toArray();
        apart.add(new Op.Padding(0, 0, 0));
        inside.add(new Op.Span(0, sizes[0], 1));
        for (int i = 0; i < spatial; i++) {
            Op.Sweep sweep = conv.sweeps().get(i);
            long extent = (filter.shape().size(i) - 1) * sweep.dilation();
            long wide = (sizes[1 + i] - 1) * sweep.stride() + 1;
            long low = extent - sweep.low();
            long high = result.shape().size(1 + i) + extent - wide - low;
            apart.add(new Op.Padding(Math.max(0, low), Math.max(0, high), sweep.stride() - 1));
            long all = wide + Math.max(0, low) + Math.max(0, high);
            inside.add(new Op.Span(Math.max(0, -low), all - Math.max(0, -high), 1));
            sizes[1 + i] = wide + low + high;
            sweeps.add(new Op.Sweep(1, 0, 0, sweep.dilation()));
        }
        apart.add(new Op.Padding(0, 0, 0));
        inside.add(new Op.Span(0, sizes[1 + spatial], 1));
        Output zero = emitter.number(dy.dtype(), 0);
        Output padded = movement.pad(new Op.Pad(apart), dy.shape(), operands.get(0), zero);
        Output x = movement.slice(new Op.Slice(inside), padded);
        TensorType mirrored = mirrored(conv, filter);
        return conv(
                new Op.Conv(sweeps, conv.groups()),
                dy.withShape(Shape.of(sizes)),
                mirrored,
                result,
                x,
                mirror(conv, filter.shape(), mirrored.shape(), operands.get(1)));
    }

    private static TensorType mirrored(Op.Conv conv, TensorType filter) {
        int spatial = conv.sweeps().size();
        Shape shape = filter.shape();
        long in = shape.size(spatial);
        long out = shape.size(spatial + 1);
        return filter.withShape(
                shape.with(spatial, out / conv.groups()).with(spatial + 1, in * conv.groups()));
    }

    /** {@code [t.., c, g * o] -> [t.., o, g * c]}, the taps in the opposite order. */
    private Output mirror(Op.Conv conv, Shape filter, Shape mirrored, Output w) {
        int spatial = conv.sweeps().size();
        long groups = conv.groups();
        long[] axes = new long[spatial];
        long[] order = new long[spatial + 3];
        for (int i = 0; i < spatial; i++) {
            axes[i] = i;
            order[i] = i;
        }
        order[spatial] = spatial + 2;
        order[spatial + 1] = spatial + 1;
        order[spatial + 2] = spatial;
        Shape split =
                filter.slice(0, spatial + 1)
                        .concat(Shape.of(groups, filter.size(spatial + 1) / groups));
        Output turned = emitter.add("ReverseV2", w, emitter.integers(axes));
        return emitter.reshape(emitter.transpose(emitter.reshape(turned, split), order), mirrored);
    }

    Output filterGradient(Op.ConvFilterGradient gradient, Node node, List<Output> operands) {
        Op.Conv conv = gradient.conv();
        TensorType input = node.operands().get(0).type();
        TensorType dy = node.operands().get(1).type();
        TensorType result = node.result().type();
        if (isEmpty(input, dy, result)) {
            return emitter.constant(NdArray.zeros(result));
        }
        if (isPlain(conv, result.dtype())) {
            Output planes =
                    emitter.add(
                            "Conv2DBackpropFilter",
                            builder -> kernel(builder, conv),
                            emitter.reshape(operands.get(0), planes(input.shape())),
                            emitter.sizes32(filterPlanes(gradient.filter())),
                            emitter.reshape(operands.get(1), planes(dy.shape())));
            return emitter.reshape(planes, gradient.filter());
        }
        return new ConvolutionTaps(
                        emitter, conv, input.dtype(), input.shape(), result.shape(), dy.shape())
                .filterGradient(operands.get(0), operands.get(1));
    }

    /** Whether TensorFlow has kernels for both gradients: not for holes in the filter. */
    private static boolean isPlain(Op.Conv conv, DType dtype) {
        return dtype == DType.F32
                && conv.groups() == 1
                && conv.sweeps().size() <= 2
                && conv.sweeps().stream().allMatch(sweep -> sweep.dilation() == 1);
    }

    private static boolean isEmpty(TensorType... types) {
        for (TensorType type : types) {
            if (type.elements() == 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code [batch, time, channels] -> [batch, 1, time, channels]}. */
    private static Shape planes(Shape shape) {
        return shape.rank() == 4 ? shape : Shape.of(shape.size(0), 1, shape.size(1), shape.size(2));
    }

    private static Shape filterPlanes(Shape shape) {
        return shape.rank() == 4 ? shape : Shape.of(1).concat(shape);
    }

    private static OperationBuilder kernel(OperationBuilder builder, Op.Conv conv) {
        Op.Sweep wide = conv.sweeps().getLast();
        Op.Sweep high = conv.sweeps().size() == 2 ? conv.sweeps().getFirst() : Op.Sweep.each();
        return builder.integers("strides", 1, high.stride(), wide.stride(), 1)
                .integers("dilations", 1, high.dilation(), wide.dilation(), 1)
                .text("padding", "EXPLICIT")
                .integers(
                        "explicit_paddings",
                        0,
                        0,
                        high.low(),
                        high.high(),
                        wide.low(),
                        wide.high(),
                        0,
                        0);
    }
}
