package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import java.util.List;

/** Operations in which axes vanish. */
final class ContractionShapeCases {
    private static final Op MATMUL = dot(Axes.none(), Axes.none(), Axes.of(1), Axes.of(0));
    private static final Op BATCHED = dot(Axes.of(0), Axes.of(2), Axes.of(1), Axes.of(0));

    static final List<ShapeCase> CASES =
            List.of(
                    gives(MATMUL, "f32[2,3] f32[3,5]", "f32[2,5]"),
                    gives(MATMUL, "i32[2,0] i32[0,5]", "i32[2,5]"),
                    gives(BATCHED, "f32[7,3,2] f32[3,5,7]", "f32[7,2,5]"),
                    gives(
                            dot(Axes.none(), Axes.none(), Axes.none(), Axes.none()),
                            "f32[2] f32[3]",
                            "f32[2,3]"),
                    gives(
                            dot(Axes.of(1, 0), Axes.of(0, 1), Axes.none(), Axes.none()),
                            "f32[2,3,4] f32[3,2]",
                            "f32[3,2,4]"),
                    refuses(
                            MATMUL,
                            "f32[2,3] f64[3,5]",
                            "dot_general (C1): the operands are f32[2,3] and f64[3,5]; accepted are"
                                    + " two of one numeric dtype."),
                    refuses(
                            MATMUL,
                            "bool[2,3] bool[3,5]",
                            "dot_general (C1): the operands are bool[2,3] and bool[3,5]; accepted"
                                    + " are two of one numeric dtype."),
                    refuses(
                            MATMUL,
                            "f32[2] f32[2]",
                            "dot_general (C2): the left operand is f32[2] with batch axes [] and"
                                    + " contracted axes [1]; accepted are axes it has, each named"
                                    + " once."),
                    refuses(
                            dot(Axes.of(0), Axes.of(0), Axes.of(1), Axes.of(0)),
                            "f32[2,3] f32[2,3]",
                            "dot_general (C2): the right operand is f32[2,3] with batch axes [0]"
                                + " and contracted axes [0]; accepted are axes it has, each named"
                                + " once."),
                    refuses(
                            BATCHED,
                            "f32[7,3,2] f32[3,5,8]",
                            "dot_general (C3): the batch axes are [0] of f32[7,3,2] and [2] of"
                                    + " f32[3,5,8]; accepted are pairs of axes of equal sizes."),
                    refuses(
                            MATMUL,
                            "f32[2,3] f32[4,5]",
                            "dot_general (C4): the contracted axes are [1] of f32[2,3] and [0] of"
                                    + " f32[4,5]; accepted are pairs of axes of equal sizes."),
                    gives(reduce(ReduceKind.SUM, 0, 2), "f32[2,3,5]", "f32[3]"),
                    gives(reduce(ReduceKind.MAX, 1), "i32[2,0]", "i32[2]"),
                    gives(reduce(ReduceKind.MIN), "f32[2]", "f32[2]"),
                    gives(reduce(ReduceKind.AND, 0), "bool[2]", "bool[]"),
                    gives(reduce(ReduceKind.OR, 1, 0), "bool[2,3]", "bool[]"),
                    refuses(
                            reduce(ReduceKind.SUM, 1, 1),
                            "f32[2,3]",
                            "reduce (C1): the operand is f32[2,3] and the axes are [1,1]; accepted"
                                    + " are axes it has, each named once."),
                    refuses(
                            reduce(ReduceKind.SUM, 2),
                            "f32[2,3]",
                            "reduce (C1): the operand is f32[2,3] and the axes are [2]; accepted"
                                    + " are axes it has, each named once."),
                    refuses(
                            reduce(ReduceKind.SUM, 0),
                            "bool[2]",
                            "reduce (C2): the operand is bool[2]; accepted are floats and"
                                    + " integers."),
                    refuses(
                            reduce(ReduceKind.AND, 0),
                            "i32[2]",
                            "reduce (C2): the operand is i32[2]; accepted are bool."));

    private ContractionShapeCases() {}

    private static Op dot(Axes leftBatch, Axes rightBatch, Axes left, Axes right) {
        return new Op.DotGeneral(leftBatch, rightBatch, left, right);
    }

    private static Op reduce(ReduceKind kind, int... axes) {
        return new Op.Reduce(kind, Axes.of(axes));
    }
}
