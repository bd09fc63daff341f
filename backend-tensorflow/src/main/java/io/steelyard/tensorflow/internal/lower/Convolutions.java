package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.List;

/** Convolutions and their gradients. */
final class Convolutions {
    private final Emitter emitter;

    Convolutions(Emitter emitter) {
        this.emitter = emitter;
    }

    Output conv(Op.Conv conv, Node node, List<Output> operands) {
        throw new IllegalStateException("conv");
    }

    Output inputGradient(Op.ConvInputGradient conv, Node node, List<Output> operands) {
        throw new IllegalStateException("conv");
    }

    Output filterGradient(Op.ConvFilterGradient conv, Node node, List<Output> operands) {
        throw new IllegalStateException("conv");
    }
}
