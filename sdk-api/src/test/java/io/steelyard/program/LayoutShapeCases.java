package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import io.steelyard.tensor.Shape;

import java.util.List;

/** Operations that move elements. */
final class LayoutShapeCases {
    static final List<ShapeCase> CASES =
            List.of(
                    gives(new Op.Reshape(Shape.of(3, 2)), "f32[2,3]", "f32[3,2]"),
                    gives(new Op.Reshape(Shape.scalar()), "i32[1,1]", "i32[]"),
                    gives(new Op.Reshape(Shape.of(0, 7)), "i32[5,0]", "i32[0,7]"),
                    refuses(
                            new Op.Reshape(Shape.of(4, 2)),
                            "f32[2,3]",
                            "reshape (C1): the operand is f32[2,3] with 6 elements and the wanted"
                                    + " shape [4,2] has 8; accepted are equal counts."),
                    gives(new Op.Transpose(Axes.of(2, 0, 1)), "f32[2,3,5]", "f32[5,2,3]"),
                    gives(new Op.Transpose(Axes.none()), "f32[]", "f32[]"),
                    refuses(
                            new Op.Transpose(Axes.of(0, 0)),
                            "f32[2,3]",
                            "transpose (C1): the operand is f32[2,3] and the permutation [0,0];"
                                    + " accepted are lists of each of its axes once."),
                    refuses(
                            new Op.Transpose(Axes.of(0, 1, 2)),
                            "f32[2,3]",
                            "transpose (C1): the operand is f32[2,3] and the permutation [0,1,2];"
                                    + " accepted are lists of each of its axes once."),
                    gives(broadcast(Shape.of(4, 2, 3), 0, 2), "f32[4,1]", "f32[4,2,3]"),
                    gives(broadcast(Shape.of(4)), "bool[]", "bool[4]"),
                    gives(broadcast(Shape.of(0)), "f32[]", "f32[0]"),
                    refuses(
                            broadcast(Shape.of(4, 2), 1),
                            "f32[3]",
                            "broadcast (C1): the operand is f32[3], its axes go to [1] of [4,2];"
                                + " accepted are ascending axes, each of the operand's size unless"
                                + " that is 1."),
                    refuses(
                            broadcast(Shape.of(2, 2), 1, 0),
                            "f32[2,2]",
                            "broadcast (C1): the operand is f32[2,2], its axes go to [1,0] of"
                                + " [2,2]; accepted are ascending axes, each of the operand's size"
                                + " unless that is 1."),
                    refuses(
                            broadcast(Shape.of(2), 1),
                            "f32[2]",
                            "broadcast (C1): the operand is f32[2], its axes go to [1] of [2];"
                                + " accepted are ascending axes, each of the operand's size unless"
                                + " that is 1."),
                    gives(
                            slice(new Op.Span(1, 5, 2), new Op.Span(0, 3, 1)),
                            "f32[5,3]",
                            "f32[2,3]"),
                    gives(slice(new Op.Span(5, 5, 1)), "f32[5]", "f32[0]"),
                    gives(slice(new Op.Span(0, 5, Long.MAX_VALUE)), "f32[5]", "f32[1]"),
                    refuses(
                            slice(new Op.Span(0, 1, 1)),
                            "f32[5,3]",
                            "slice (C1): the operand is f32[5,3] and 1 spans are given; accepted is"
                                    + " one for each axis."),
                    refuses(
                            slice(new Op.Span(2, 6, 1)),
                            "f32[5]",
                            "slice (C2): axis 0 of f32[5] is cut from 2 to 6 in steps of 1;"
                                + " accepted are 0 <= start <= limit <= 5 and steps of 1 or more."),
                    refuses(
                            slice(new Op.Span(3, 2, 1)),
                            "f32[5]",
                            "slice (C2): axis 0 of f32[5] is cut from 3 to 2 in steps of 1;"
                                + " accepted are 0 <= start <= limit <= 5 and steps of 1 or more."),
                    refuses(
                            slice(new Op.Span(0, 5, 0)),
                            "f32[5]",
                            "slice (C2): axis 0 of f32[5] is cut from 0 to 5 in steps of 0;"
                                + " accepted are 0 <= start <= limit <= 5 and steps of 1 or more."),
                    gives(
                            pad(new Op.Padding(1, 2, 0), new Op.Padding(0, 0, 2)),
                            "f32[2,3] f32[]",
                            "f32[5,7]"),
                    gives(pad(new Op.Padding(1, 1, 5)), "f32[0] f32[]", "f32[2]"),
                    refuses(
                            pad(new Op.Padding(1, 1, 0)),
                            "f32[2] i32[]",
                            "pad (C1): the filler is i32[]; accepted is f32[]."),
                    refuses(
                            pad(new Op.Padding(1, 1, 0)),
                            "f32[2,3] f32[]",
                            "pad (C2): the operand is f32[2,3] and 1 paddings are given; accepted"
                                    + " is one for each axis."),
                    refuses(
                            pad(new Op.Padding(-1, 1, 0)),
                            "f32[2] f32[]",
                            "pad (C3): axis 0 is given Padding[low=-1, high=1, interior=0];"
                                    + " accepted are counts of 0 or more."),
                    gives(new Op.Reverse(Axes.of(1, 0)), "u8[2,3]", "u8[2,3]"),
                    gives(new Op.Reverse(Axes.none()), "f32[]", "f32[]"),
                    refuses(
                            new Op.Reverse(Axes.of(2)),
                            "f32[2,3]",
                            "reverse (C1): the operand is f32[2,3] and the axes are [2]; accepted"
                                    + " are axes it has, each named once."),
                    refuses(
                            new Op.Reverse(Axes.of(1, 1)),
                            "f32[2,3]",
                            "reverse (C1): the operand is f32[2,3] and the axes are [1,1]; accepted"
                                    + " are axes it has, each named once."),
                    gives(new Op.Concat(1), "f32[2,3] f32[2,0] f32[2,4]", "f32[2,7]"),
                    gives(new Op.Concat(0), "bool[2]", "bool[2]"),
                    refuses(
                            new Op.Concat(0),
                            "",
                            "concat (C1): no operands are given; accepted are one or more."),
                    refuses(
                            new Op.Concat(1),
                            "f32[2]",
                            "concat (C2): the axis 1 is not one of f32[2]; accepted are 0 to 0."),
                    refuses(
                            new Op.Concat(0),
                            "f32[2,3] f32[2,4]",
                            "concat (C3): the operands are (f32[2,3], f32[2,4]); accepted are equal"
                                    + " dtypes and shapes, but for axis 0."),
                    refuses(
                            new Op.Concat(0),
                            "f32[2] i32[2]",
                            "concat (C3): the operands are (f32[2], i32[2]); accepted are equal"
                                    + " dtypes and shapes, but for axis 0."));

    private LayoutShapeCases() {}

    private static Op broadcast(Shape shape, int... axes) {
        return new Op.Broadcast(shape, Axes.of(axes));
    }

    private static Op slice(Op.Span... spans) {
        return new Op.Slice(List.of(spans));
    }

    private static Op pad(Op.Padding... paddings) {
        return new Op.Pad(List.of(paddings));
    }
}
