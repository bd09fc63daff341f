package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * Matrix products, plus a bias row where there is one. Strides are in elements; a stride of 0
 * shares an operand among the batch.
 *
 * @param form of the right operand
 */
public record MatmulStep(
        MatmulShape shape,
        int batch,
        Address left,
        long leftStride,
        Address right,
        long rightStride,
        Right form,
        @Nullable Address bias,
        Address out,
        long outStride)
        implements Step {
    /** How the right operand lies in memory. */
    public enum Right {
        /** F32, as a matrix. */
        PLAIN,
        /** As a {@link PackStep} left it; in a batch of one. */
        PACKED,
        /** BF16, as a matrix; in a batch of one. */
        BFLOAT16
    }

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public void run(Frame frame) {
        WorkerPool pool = frame.pool();
        long a = frame.at(left);
        long b = frame.at(right);
        long row = bias == null ? 0 : frame.at(bias);
        long c = frame.at(out);
        switch (form) {
            case PLAIN ->
                    Matmul.multiplyBatch(
                            pool, shape, batch, a, leftStride, b, rightStride, row, c, outStride);
            case PACKED -> Matmul.multiplyPacked(pool, shape, a, b, row, c);
            case BFLOAT16 -> Matmul.multiplyBFloat16(pool, shape, a, b, row, c);
        }
    }
}
