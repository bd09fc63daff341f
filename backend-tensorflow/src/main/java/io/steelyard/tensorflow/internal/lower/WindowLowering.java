package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;

/** Windows. */
final class WindowLowering {
    private final Emitter emitter;

    WindowLowering(Emitter emitter) {
        this.emitter = emitter;
    }

    Output reduce(Op.WindowReduce window, Node node, Output x) {
        throw new IllegalStateException("window");
    }

    Output maxGradient(Op.WindowMaxGradient window, Node node, List<Output> operands) {
        throw new IllegalStateException("window");
    }
}
