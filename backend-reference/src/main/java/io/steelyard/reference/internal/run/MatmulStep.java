package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;

import org.jspecify.annotations.Nullable;

/**
 * Matrix products, plus a bias row where there is one. Strides are in elements; a stride of 0
 * shares an operand among the batch.
 *
 * @param packed whether the right operand is one that a {@link PackStep} left, in a batch of one
 */
public record MatmulStep(
        MatmulShape shape,
        int batch,
        Address left,
        long leftStride,
        Address right,
        long rightStride,
        boolean packed,
        @Nullable Address bias,
        Address out,
        long outStride)
        implements Step {
    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public void run(Frame frame) {
        long biasAt = bias == null ? 0 : frame.at(bias);
        if (packed) {
            Matmul.multiplyPacked(
                    frame.pool(), shape, frame.at(left), frame.at(right), biasAt, frame.at(out));
            return;
        }
        Matmul.multiplyBatch(
                frame.pool(),
                shape,
                batch,
                frame.at(left),
                leftStride,
                frame.at(right),
                rightStride,
                biasAt,
                frame.at(out),
                outStride);
    }
}
