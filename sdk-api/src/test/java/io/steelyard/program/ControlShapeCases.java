package io.steelyard.program;

import static io.steelyard.program.ShapeCase.gives;
import static io.steelyard.program.ShapeCase.refuses;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loops and calls. */
final class ControlShapeCases {
    private static final TensorType PAIR = TensorType.of(DType.F32, 2);
    private static final TensorType COUNT = TensorType.of(DType.I32);

    /** Inputs f32[2] and i32[]; outputs their sum f32[2] and the count i32[]. */
    private static final Function BODY = body(false);

    /** As {@link #BODY}, and writes a state entry. */
    private static final Function WRITING = body(true);

    static final List<ShapeCase> CASES =
            List.of(
                    gives(new Op.Call(BODY, true), "f32[2] i32[]", "f32[2], i32[]"),
                    refuses(
                            new Op.Call(WRITING, false),
                            "f32[2] i32[]",
                            "call (C1): its body reads or writes state; accepted are bodies that"
                                    + " use nothing but their inputs and constants, so pass state"
                                    + " in and out as operands and results."),
                    refuses(
                            new Op.Call(BODY, false),
                            "f32[3] i32[]",
                            "call (C2): the operands are (f32[3], i32[]); its body takes (f32[2],"
                                    + " i32[])."),
                    // One carry; the count is a sequence, then a constant.
                    gives(scan(BODY, 1, 1, 7), "f32[2] i32[7]", "f32[2], i32[7]"),
                    gives(scan(BODY, 1, 0, 7), "f32[2] i32[]", "f32[2], i32[7]"),
                    gives(scan(BODY, 2, 0, 0), "f32[2] i32[]", "f32[2], i32[]"),
                    gives(scan(BODY, 0, 2, 3), "f32[3,2] i32[3]", "f32[3,2], i32[3]"),
                    gives(new Op.Scan(BODY, 0, 2, 0, true), "f32[0,2] i32[0]", "f32[0,2], i32[0]"),
                    refuses(
                            scan(WRITING, 1, 1, 7),
                            "f32[2] i32[7]",
                            "scan (C1): its body reads or writes state; accepted are bodies that"
                                    + " use nothing but their inputs and constants, so pass state"
                                    + " in and out as operands and results."),
                    refuses(
                            scan(BODY, 2, 1, 7),
                            "f32[2] i32[]",
                            "scan (C2): its body takes 2 inputs and gives 2 outputs, for 2 carries,"
                                    + " 1 sequences and 7 steps; accepted are counts of 0 or more,"
                                    + " and no more carries and sequences than the body has inputs"
                                    + " and outputs for."),
                    refuses(
                            scan(BODY, 1, 1, -1),
                            "f32[2] i32[]",
                            "scan (C2): its body takes 2 inputs and gives 2 outputs, for 1 carries,"
                                    + " 1 sequences and -1 steps; accepted are counts of 0 or more,"
                                    + " and no more carries and sequences than the body has inputs"
                                    + " and outputs for."),
                    refuses(
                            scan(BODY, 1, 1, 7),
                            "f32[2] i32[6]",
                            "scan (C3): the operands are (f32[2], i32[6]); accepted are (f32[2],"
                                    + " i32[7])."),
                    refuses(
                            scan(swapped(), 2, 0, 7),
                            "f32[2] i32[]",
                            "scan (C4): a step hands on (i32[], f32[2]) and takes (f32[2], i32[]);"
                                    + " accepted are equal types."));

    private ControlShapeCases() {}

    private static Op scan(Function body, int carries, int sequences, long length) {
        return new Op.Scan(body, carries, sequences, length, false);
    }

    private static Function body(boolean writes) {
        Recorder recorder = new Recorder("body");
        Tensor x = recorder.input("x", PAIR);
        Tensor count = recorder.input("count", COUNT);
        if (writes) {
            recorder.write("w", x);
        }
        return recorder.finish(outputs(x.add(count.convert(DType.F32)), count));
    }

    private static Function swapped() {
        Recorder recorder = new Recorder("body");
        Tensor x = recorder.input("x", PAIR);
        Tensor count = recorder.input("count", COUNT);
        return recorder.finish(outputs(count, x));
    }

    private static Map<String, Tensor> outputs(Tensor first, Tensor second) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("first", first);
        outputs.put("second", second);
        return outputs;
    }
}
