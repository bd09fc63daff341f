package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import java.util.List;

/** Operations on each element: every kind once, every constraint once. */
final class ElementwiseShapeCases {
    static final List<ShapeCase> CASES =
            List.of(
                    gives(unary(UnaryKind.NEG), "i32[2]", "i32[2]"),
                    gives(unary(UnaryKind.ABS), "u8[2]", "u8[2]"),
                    gives(unary(UnaryKind.EXP), "f32[2]", "f32[2]"),
                    gives(unary(UnaryKind.LOG), "f64[]", "f64[]"),
                    gives(unary(UnaryKind.SQRT), "f16[2]", "f16[2]"),
                    gives(unary(UnaryKind.TANH), "bf16[2]", "bf16[2]"),
                    gives(unary(UnaryKind.ERF), "f32[0]", "f32[0]"),
                    gives(unary(UnaryKind.SIN), "f32[2]", "f32[2]"),
                    gives(unary(UnaryKind.COS), "f32[2]", "f32[2]"),
                    gives(unary(UnaryKind.FLOOR), "f32[2]", "f32[2]"),
                    gives(unary(UnaryKind.NOT), "bool[2]", "bool[2]"),
                    gives(unary(UnaryKind.NOT), "i64[2]", "i64[2]"),
                    refuses(
                            unary(UnaryKind.NEG),
                            "bool[2]",
                            "neg (C1): the operand is bool[2]; accepted are floats and integers."),
                    refuses(
                            unary(UnaryKind.FLOOR),
                            "i32[2]",
                            "floor (C1): the operand is i32[2]; accepted are floats, so convert it"
                                    + " first."),
                    refuses(
                            unary(UnaryKind.NOT),
                            "f32[2]",
                            "not (C1): the operand is f32[2]; accepted are integers and bool."),
                    refuses(
                            unary(UnaryKind.EXP),
                            "f32[2] f32[2]",
                            "exp takes 1 operands; given were 2."),
                    gives(binary(BinaryKind.ADD), "f32[2] f32[2]", "f32[2]"),
                    gives(binary(BinaryKind.SUB), "i32[2] i32[2]", "i32[2]"),
                    gives(binary(BinaryKind.MUL), "u8[2] u8[2]", "u8[2]"),
                    gives(binary(BinaryKind.DIV), "f16[2] f16[2]", "f16[2]"),
                    gives(binary(BinaryKind.REM), "i64[2] i64[2]", "i64[2]"),
                    gives(binary(BinaryKind.POW), "f32[] f32[]", "f32[]"),
                    gives(binary(BinaryKind.MAX), "f32[2,0] f32[2,0]", "f32[2,0]"),
                    gives(binary(BinaryKind.MIN), "bf16[2] bf16[2]", "bf16[2]"),
                    gives(binary(BinaryKind.AND), "bool[2] bool[2]", "bool[2]"),
                    gives(binary(BinaryKind.OR), "i32[2] i32[2]", "i32[2]"),
                    gives(binary(BinaryKind.XOR), "u8[2] u8[2]", "u8[2]"),
                    gives(binary(BinaryKind.SHL), "i32[2] i32[2]", "i32[2]"),
                    gives(binary(BinaryKind.SHR), "i64[2] i64[2]", "i64[2]"),
                    refuses(
                            binary(BinaryKind.ADD),
                            "f32[2] f32[3]",
                            "add (C1): the operands are f32[2] and f32[3]; accepted are two of one"
                                    + " dtype and shape."),
                    refuses(
                            binary(BinaryKind.ADD),
                            "f32[2] f64[2]",
                            "add (C1): the operands are f32[2] and f64[2]; accepted are two of one"
                                    + " dtype and shape."),
                    refuses(
                            binary(BinaryKind.MAX),
                            "bool[2] bool[2]",
                            "max (C2): the operands are bool[2]; accepted are floats and"
                                    + " integers."),
                    refuses(
                            binary(BinaryKind.XOR),
                            "f32[2] f32[2]",
                            "xor (C2): the operands are f32[2]; accepted are integers and bool."),
                    refuses(
                            binary(BinaryKind.SHL),
                            "bool[2] bool[2]",
                            "shl (C2): the operands are bool[2]; accepted are integers."),
                    refuses(
                            binary(BinaryKind.ADD),
                            "f32[2]",
                            "add takes 2 operands; given were 1."),
                    gives(compare(Comparison.EQ), "bool[2] bool[2]", "bool[2]"),
                    gives(compare(Comparison.NE), "bool[2] bool[2]", "bool[2]"),
                    gives(compare(Comparison.LT), "f32[2] f32[2]", "bool[2]"),
                    gives(compare(Comparison.LE), "i32[2] i32[2]", "bool[2]"),
                    gives(compare(Comparison.GT), "u8[] u8[]", "bool[]"),
                    gives(compare(Comparison.GE), "f16[2] f16[2]", "bool[2]"),
                    refuses(
                            compare(Comparison.EQ),
                            "f32[2] f32[2,1]",
                            "compare (C1): the operands are f32[2] and f32[2,1]; accepted are two"
                                    + " of one dtype and shape."),
                    refuses(
                            compare(Comparison.GE),
                            "bool[2] bool[2]",
                            "compare (C2): the operands are bool[2], which has no order; accepted"
                                    + " for bool are eq and ne."),
                    gives(new Op.Select(), "bool[2] f32[2] f32[2]", "f32[2]"),
                    gives(new Op.Select(), "bool[] bool[] bool[]", "bool[]"),
                    refuses(
                            new Op.Select(),
                            "bool[2] f32[2] i32[2]",
                            "select (C1): the operands are f32[2] and i32[2]; accepted are two of"
                                    + " one dtype and shape."),
                    refuses(
                            new Op.Select(),
                            "i32[2] f32[2] f32[2]",
                            "select (C2): the condition is i32[2]; accepted is bool[2]."),
                    refuses(
                            new Op.Select(),
                            "bool[] f32[2] f32[2]",
                            "select (C2): the condition is bool[]; accepted is bool[2]."));

    private ElementwiseShapeCases() {}

    private static Op unary(UnaryKind kind) {
        return new Op.Unary(kind);
    }

    private static Op binary(BinaryKind kind) {
        return new Op.Binary(kind);
    }

    private static Op compare(Comparison comparison) {
        return new Op.Compare(comparison);
    }
}
