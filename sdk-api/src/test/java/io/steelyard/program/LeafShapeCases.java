package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.Map;

/** Operations without operands or with a body, and those that change the dtype alone. */
final class LeafShapeCases {
    private static final Op ONE = new Op.Constant(NdArray.scalar(1f));
    private static final Op BITS = new Op.RandomBits(Shape.of(3, 5));

    static final List<ShapeCase> CASES =
            List.of(
                    gives(ONE, "", "f32[]"),
                    refuses(ONE, "f32[]", "constant takes 0 operands; given were 1."),
                    gives(iota(DType.I32, 1, 2, 3), "", "i32[2,3]"),
                    gives(iota(DType.F32, 0, 2), "", "f32[2]"),
                    refuses(
                            iota(DType.I32, 2, 2, 3),
                            "",
                            "iota (C1): the axis 2 is not one of i32[2,3]; accepted are 0 to 1."),
                    refuses(
                            iota(DType.I32, -1, 2),
                            "",
                            "iota (C1): the axis -1 is not one of i32[2]; accepted are 0 to 0."),
                    refuses(
                            iota(DType.I32, 0),
                            "",
                            "iota (C1): the axis 0 is not one of i32[]; accepted are tensors that"
                                    + " have an axis, and a scalar has none."),
                    refuses(
                            iota(DType.BOOL, 0, 2),
                            "",
                            "iota (C2): the dtype is bool; accepted are numbers."),
                    refuses(iota(DType.I32, 0, 2), "i32[]", "iota takes 0 operands; given were 1."),
                    gives(new Op.Convert(DType.BOOL), "f32[2]", "bool[2]"),
                    gives(new Op.Convert(DType.F64), "u8[]", "f64[]"),
                    refuses(
                            new Op.Convert(DType.F32),
                            "",
                            "convert takes 1 operands; given were 0."),
                    gives(new Op.Bitcast(DType.F32), "i32[2]", "f32[2]"),
                    gives(new Op.Bitcast(DType.BF16), "f16[2]", "bf16[2]"),
                    refuses(
                            new Op.Bitcast(DType.F64),
                            "i32[2]",
                            "bitcast (C1): the operand is i32[2] and the wanted dtype f64; accepted"
                                    + " are two dtypes of one width, bool excepted."),
                    refuses(
                            new Op.Bitcast(DType.U8),
                            "bool[2]",
                            "bitcast (C1): the operand is bool[2] and the wanted dtype u8; accepted"
                                    + " are two dtypes of one width, bool excepted."),
                    gives(BITS, "i32[2] i32[2]", "i32[3,5]"),
                    refuses(
                            BITS,
                            "i32[2] i32[]",
                            "random_bits (C1): key and stream are (i32[2], i32[]); accepted are"
                                    + " i32[2] and i32[2]."),
                    refuses(BITS, "i32[2]", "random_bits takes 2 operands; given were 1."),
                    gives(new Op.StopGradient(), "f32[4]", "f32[4]"),
                    refuses(
                            new Op.StopGradient(),
                            "f32[4] f32[4]",
                            "stop_gradient takes 1 operands; given were 2."),
                    gives(twice(), "f32[2]", "f32[2], f32[2]"),
                    refuses(
                            twice(),
                            "f32[3]",
                            "twice (C1): the operands are (f32[3]); its body was recorded for"
                                    + " (f32[2])."));

    private LeafShapeCases() {}

    private static Op iota(DType dtype, int axis, long... sizes) {
        return new Op.Iota(TensorType.of(dtype, sizes), axis);
    }

    private static Op twice() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 2));
        recorder.applyComposite(new Twice(), List.of(x));
        return recorder.finish(Map.of()).nodes().getFirst().op();
    }
}
