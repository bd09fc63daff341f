package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;

import org.jspecify.annotations.Nullable;

/**
 * Matrix products of one shape, plus a bias row where there is one. Strides are in elements; a
 * stride of 0 shares an operand among the batch.
 */
public record BatchMatmulStep(
        MatmulShape shape,
        int batch,
        Address left,
        long leftStride,
        Address right,
        long rightStride,
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
        Matmul.multiplyBatch(
                frame.pool(),
                shape,
                batch,
                frame.at(left),
                leftStride,
                frame.at(right),
                rightStride,
                bias == null ? 0 : frame.at(bias),
                frame.at(out),
                outStride);
    }
}
