package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;

/** Packs the right operand of a matrix product that is taken many times. */
public record PackStep(MatmulShape shape, Address operand, Address packed) implements Step {
    @Override
    public String name() {
        return "pack";
    }

    @Override
    public void run(Frame frame) {
        Matmul.pack(frame.pool(), shape, frame.at(operand), frame.at(packed));
    }
}
