package io.steelyard.testkit;

import static io.steelyard.testkit.ErrorCase.f32;
import static io.steelyard.testkit.ErrorCase.i32;
import static io.steelyard.testkit.ErrorCase.of;

import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.TensorType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Misfits of the operations that have a function inside. */
final class BodyErrorCases {
    private BodyErrorCases() {}

    static List<ErrorCase> all() {
        Function identity = identity(f32());
        Function stateful = stateful();
        Function counter = counter();
        return List.of(
                of("C1", new Op.Call(stateful, false), f32()),
                of("C2", new Op.Call(identity, false), f32(3)),
                of("C2", new Op.Call(identity, true)),
                of("C1", new Op.Scan(stateful, 1, 0, 3, false), f32()),
                of("C2", new Op.Scan(identity, 1, 1, 3, false), f32(), f32(3)),
                of("C2", new Op.Scan(identity, 1, 0, -1, false), f32()),
                of("C3", new Op.Scan(identity, 0, 1, 3, false), f32(4)),
                of("C3", new Op.Scan(identity, 1, 0, 3, false), f32(3)),
                of("C4", new Op.Scan(counter, 1, 0, 3, false), f32()),
                of("C1", new Op.Composite(new SoftmaxRule(), identity(f32(3))), f32(4)));
    }

    /** {@code x -> x}. */
    private static Function identity(TensorType type) {
        Recorder body = new Recorder("body");
        return body.finish(Map.of("y", body.input("x", type)));
    }

    /** {@code x -> the state "s"}. */
    private static Function stateful() {
        Recorder body = new Recorder("body");
        body.input("x", f32());
        return body.finish(Map.of("y", body.state("s", f32())));
    }

    /** {@code f32 -> i32}, which no loop can hand on. */
    private static Function counter() {
        Recorder body = new Recorder("body");
        Tensor x = body.input("x", f32());
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("y", x.convert(i32().dtype()));
        return body.finish(outputs);
    }
}
