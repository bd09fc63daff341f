package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Op;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;

/** Loops and calls. */
final class Control {
    private final Emitter emitter;

    Control(Emitter emitter) {
        this.emitter = emitter;
    }

    List<Output> scan(Op.Scan scan, List<Output> operands) {
        throw new IllegalStateException("scan");
    }

    List<Output> call(Op.Call call, List<Output> operands) {
        throw new IllegalStateException("call");
    }
}
