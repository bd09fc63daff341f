package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import io.steelyard.tensor.Shape;

import java.util.List;

/** Operations at places known only when the program runs. */
final class IndexShapeCases {
    private static final Op ADD = new Op.Scatter(ScatterKind.ADD, 0);
    private static final Op PART = new Op.DynamicSlice(Shape.of(1, 2));
    private static final Op UPDATE = new Op.DynamicUpdateSlice();

    static final List<ShapeCase> CASES =
            List.of(
                    gives(new Op.Take(1), "f32[2,3,5] i32[7,4]", "f32[2,7,4,5]"),
                    gives(new Op.Take(0), "f32[9] i32[]", "f32[]"),
                    gives(new Op.Take(0), "f32[0,2] i32[0]", "f32[0,2]"),
                    refuses(
                            new Op.Take(2),
                            "f32[2,3] i32[]",
                            "take (C1): the axis 2 is not one of f32[2,3]; accepted are 0 to 1."),
                    refuses(
                            new Op.Take(0),
                            "f32[] i32[]",
                            "take (C1): the axis 0 is not one of f32[]; accepted are tensors that"
                                    + " have an axis, and a scalar has none."),
                    refuses(
                            new Op.Take(0),
                            "f32[2] i64[3]",
                            "take (C2): the indices are i64[3]; accepted is i32 of any shape."),
                    refuses(
                            new Op.Take(0),
                            "f32[0] i32[3]",
                            "take (C3): axis 0 of f32[0] is empty and 3 indices point into it;"
                                    + " accepted is an axis of 1 or more."),
                    gives(ADD, "f32[9,2] i32[3] f32[3,2]", "f32[9,2]"),
                    gives(new Op.Scatter(ScatterKind.MAX, 1), "i32[9,2] i32[] i32[9]", "i32[9,2]"),
                    gives(new Op.Scatter(ScatterKind.SET, 0), "bool[9] i32[3] bool[3]", "bool[9]"),
                    refuses(
                            new Op.Scatter(ScatterKind.ADD, 3),
                            "f32[9] i32[3] f32[3]",
                            "scatter (C1): the axis 3 is not one of f32[9]; accepted are 0 to 0."),
                    refuses(
                            ADD,
                            "f32[9] f32[3] f32[3]",
                            "scatter (C2): the indices are f32[3]; accepted is i32 of any shape."),
                    refuses(
                            ADD,
                            "f32[0] i32[3] f32[3]",
                            "scatter (C3): axis 0 of f32[0] is empty and 3 indices point into it;"
                                    + " accepted is an axis of 1 or more."),
                    refuses(
                            ADD,
                            "bool[9] i32[3] bool[3]",
                            "scatter (C4): the data is bool[9]; accepted for bool is set alone."),
                    refuses(
                            ADD,
                            "f32[9,2] i32[3] f32[3]",
                            "scatter (C5): the updates are f32[3]; accepted for data f32[9,2] and"
                                    + " indices i32[3] is f32[3,2]."),
                    gives(PART, "f32[4,2] i32[2]", "f32[1,2]"),
                    refuses(
                            PART,
                            "f32[4,2] i32[]",
                            "dynamic_slice (C1): the indices are i32[]; accepted is i32[2]."),
                    refuses(
                            PART,
                            "f32[4,1] i32[2]",
                            "dynamic_slice (C2): a part of shape [1,2] is asked of f32[4,1];"
                                + " accepted are parts of the same rank and of no larger sizes."),
                    refuses(PART, "f32[4,2]", "dynamic_slice takes 2 operands; given were 1."),
                    gives(UPDATE, "f32[4,2] f32[1,2] i32[2]", "f32[4,2]"),
                    gives(UPDATE, "f32[] f32[] i32[0]", "f32[]"),
                    refuses(
                            UPDATE,
                            "f32[4,2] f32[1,2] i64[2]",
                            "dynamic_update_slice (C1): the indices are i64[2]; accepted is"
                                    + " i32[2]."),
                    refuses(
                            UPDATE,
                            "f32[4,2] f32[2] i32[2]",
                            "dynamic_update_slice (C2): a part of shape [2] is asked of f32[4,2];"
                                + " accepted are parts of the same rank and of no larger sizes."),
                    refuses(
                            UPDATE,
                            "f32[4,2] i32[1,2] i32[2]",
                            "dynamic_update_slice (C3): the data is f32[4,2] and the update"
                                    + " i32[1,2]; accepted are equal dtypes."));

    private IndexShapeCases() {}
}
