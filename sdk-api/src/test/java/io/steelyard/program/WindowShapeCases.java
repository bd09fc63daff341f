package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import io.steelyard.tensor.Shape;

import java.util.List;

/** Convolutions, windows and orders. */
final class WindowShapeCases {
    private static final Op.Sweep EACH = Op.Sweep.each();
    private static final Op.Window ONE = Op.Window.one();

    static final List<ShapeCase> CASES =
            List.of(
                    gives(conv(1, EACH), "f32[2,5,3] f32[3,3,4]", "f32[2,3,4]"),
                    gives(conv(1, EACH), "bf16[2,2,3] bf16[3,3,4]", "bf16[2,0,4]"),
                    gives(conv(1, EACH), "f32[0,5,0] f32[1,0,4]", "f32[0,5,4]"),
                    // (1 + 8 + 0 - (1 + 2 * 2)) / 3 + 1 positions.
                    gives(conv(1, sweep(3, 1, 0, 2)), "f64[1,8,1] f64[3,1,2]", "f64[1,2,2]"),
                    gives(
                            conv(2, sweep(2, 1, 1, 1), EACH),
                            "f16[2,7,5,4] f16[3,1,2,6]",
                            "f16[2,4,5,6]"),
                    gives(
                            conv(3, EACH, EACH, EACH),
                            "f32[1,2,3,4,3] f32[2,2,2,1,3]",
                            "f32[1,1,2,3,3]"),
                    refuses(
                            conv(1, EACH),
                            "f32[2,5,3] f64[3,3,4]",
                            "conv (C1): input and filter are f32[2,5,3] and f64[3,3,4]; accepted"
                                    + " are two of one floating dtype."),
                    refuses(
                            conv(1, EACH),
                            "i32[2,5,3] i32[3,3,4]",
                            "conv (C1): input and filter are i32[2,5,3] and i32[3,3,4]; accepted"
                                    + " are two of one floating dtype."),
                    refuses(
                            conv(1, EACH, EACH),
                            "f32[2,5,3] f32[3,3,4]",
                            "conv (C2): the input is f32[2,5,3], the filter f32[3,3,4] and there"
                                    + " are 2 sweeps; accepted are inputs [batch, spatial..,"
                                    + " channels] and filters [spatial.., channels, outputs] with 1"
                                    + " to 3 spatial axes and a sweep for each."),
                    refuses(
                            conv(1, EACH, EACH, EACH, EACH),
                            "f32[2,5,5,5,5,3] f32[3,3,3,3,3,4]",
                            "conv (C2): the input is f32[2,5,5,5,5,3], the filter f32[3,3,3,3,3,4]"
                                    + " and there are 4 sweeps; accepted are inputs [batch,"
                                    + " spatial.., channels] and filters [spatial.., channels,"
                                    + " outputs] with 1 to 3 spatial axes and a sweep for each."),
                    refuses(
                            conv(1, EACH),
                            "f32[2,5,3] f32[0,3,4]",
                            "conv (C2): the filter is f32[0,3,4]; accepted are spatial sizes of 1"
                                    + " or more."),
                    refuses(
                            conv(1, sweep(0, 0, 0, 1)),
                            "f32[2,5,3] f32[3,3,4]",
                            "conv (C3): a sweep is Sweep[stride=0, low=0, high=0, dilation=1];"
                                    + " accepted are strides and dilations of 1 or more and padding"
                                    + " of 0 or more."),
                    refuses(
                            conv(1, sweep(1, 0, -1, 1)),
                            "f32[2,5,3] f32[3,3,4]",
                            "conv (C3): a sweep is Sweep[stride=1, low=0, high=-1, dilation=1];"
                                    + " accepted are strides and dilations of 1 or more and padding"
                                    + " of 0 or more."),
                    refuses(
                            conv(1, EACH),
                            "f32[2,5,3] f32[3,2,4]",
                            "conv (C4): the input is f32[2,5,3], the filter f32[3,2,4] and the"
                                    + " number of groups 1; accepted are 1 or more groups that"
                                    + " divide the outputs, and filters whose channels times the"
                                    + " groups are those of the input."),
                    refuses(
                            conv(2, EACH),
                            "f32[2,5,4] f32[3,2,3]",
                            "conv (C4): the input is f32[2,5,4], the filter f32[3,2,3] and the"
                                    + " number of groups 2; accepted are 1 or more groups that"
                                    + " divide the outputs, and filters whose channels times the"
                                    + " groups are those of the input."),
                    refuses(conv(1, EACH), "f32[2,5,3]", "conv takes 2 operands; given were 1."),
                    gives(
                            new Op.ConvInputGradient(conv(1, EACH), Shape.of(2, 5, 3)),
                            "f32[2,3,4] f32[3,3,4]",
                            "f32[2,5,3]"),
                    refuses(
                            new Op.ConvInputGradient(conv(1, EACH), Shape.of(2, 5, 3)),
                            "f32[2,4,4] f32[3,3,4]",
                            "conv_input_grad (C5): the gradient is f32[2,4,4]; accepted is"
                                    + " f32[2,3,4]."),
                    refuses(
                            new Op.ConvInputGradient(conv(1, EACH), Shape.of(2, 5)),
                            "f32[2,3,4] f32[3,3,4]",
                            "conv_input_grad (C2): the input is f32[2,5], the filter f32[3,3,4] and"
                                    + " there are 1 sweeps; accepted are inputs [batch, spatial..,"
                                    + " channels] and filters [spatial.., channels, outputs] with 1"
                                    + " to 3 spatial axes and a sweep for each."),
                    gives(
                            new Op.ConvFilterGradient(conv(1, EACH), Shape.of(3, 3, 4)),
                            "f32[2,5,3] f32[2,3,4]",
                            "f32[3,3,4]"),
                    refuses(
                            new Op.ConvFilterGradient(conv(1, EACH), Shape.of(3, 3, 4)),
                            "f32[2,5,3] f64[2,3,4]",
                            "conv_filter_grad (C5): the gradient is f64[2,3,4]; accepted is"
                                    + " f32[2,3,4]."),
                    gives(sum(window(3, sweep(2, 1, 1, 1)), ONE), "i32[7,2]", "i32[4,2]"),
                    gives(sum(), "f32[]", "f32[]"),
                    gives(max(window(9, EACH)), "u8[5]", "u8[0]"),
                    gives(max(window(2, sweep(1, 1, 1, 1))), "f32[0]", "f32[1]"),
                    refuses(
                            max(ONE),
                            "bool[5]",
                            "window_reduce (C1): the operand is bool[5]; accepted are numbers."),
                    refuses(
                            sum(ONE),
                            "f32[5,2]",
                            "window_reduce (C2): the operand is f32[5,2] and 1 windows are given;"
                                    + " accepted is one for each axis."),
                    refuses(
                            sum(ONE, window(0, EACH)),
                            "f32[5,2]",
                            "window_reduce (C3): the window of axis 1 has the size 0; accepted are"
                                    + " sizes of 1 or more."),
                    refuses(
                            sum(window(2, sweep(1, 0, 0, 0))),
                            "f32[5]",
                            "window_reduce (C3): a sweep is Sweep[stride=1, low=0, high=0,"
                                    + " dilation=0]; accepted are strides and dilations of 1 or"
                                    + " more and padding of 0 or more."),
                    gives(maxGradient(window(2, sweep(2, 0, 0, 1))), "f32[7] f32[3]", "f32[7]"),
                    refuses(
                            maxGradient(ONE),
                            "i32[7] i32[7]",
                            "window_max_grad (C1): the operand is i32[7]; accepted are floats."),
                    refuses(
                            maxGradient(window(2, sweep(2, 0, 0, 1))),
                            "f32[7] f32[4]",
                            "window_max_grad (C4): the gradient is f32[4]; accepted is f32[3]."),
                    gives(new Op.TopK(2), "f32[3,5]", "f32[3,2], i32[3,2]"),
                    gives(new Op.TopK(0), "u8[0]", "u8[0], i32[0]"),
                    gives(new Op.TopK(5), "i64[0,5]", "i64[0,5], i32[0,5]"),
                    refuses(
                            new Op.TopK(1),
                            "bool[5]",
                            "top_k (C1): the operand is bool[5]; accepted are numbers with an axis"
                                    + " or more."),
                    refuses(
                            new Op.TopK(1),
                            "f32[]",
                            "top_k (C1): the operand is f32[]; accepted are numbers with an axis"
                                    + " or more."),
                    refuses(
                            new Op.TopK(6),
                            "f32[3,5]",
                            "top_k (C2): the 6 largest of f32[3,5] are asked for; accepted are 0 to"
                                    + " 5."),
                    refuses(
                            new Op.TopK(-1),
                            "f32[3,5]",
                            "top_k (C2): the -1 largest of f32[3,5] are asked for; accepted are 0"
                                    + " to 5."));

    private WindowShapeCases() {}

    private static Op.Sweep sweep(long stride, long low, long high, long dilation) {
        return new Op.Sweep(stride, low, high, dilation);
    }

    private static Op.Window window(long size, Op.Sweep sweep) {
        return new Op.Window(size, sweep);
    }

    private static Op.Conv conv(int groups, Op.Sweep... sweeps) {
        return new Op.Conv(List.of(sweeps), groups);
    }

    private static Op sum(Op.Window... windows) {
        return new Op.WindowReduce(WindowKind.SUM, List.of(windows));
    }

    private static Op max(Op.Window... windows) {
        return new Op.WindowReduce(WindowKind.MAX, List.of(windows));
    }

    private static Op maxGradient(Op.Window... windows) {
        return new Op.WindowMaxGradient(List.of(windows));
    }
}
