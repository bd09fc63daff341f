package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulEpilogue;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/**
 * A matrix product, plus a bias row where there is one, and the elementwise operations that follow
 * it: rows are handed on to them while they lie in a cache, if tasks finish whole rows.
 *
 * @param form of the right operand
 * @param chain what follows, over the elements of the product; null for nothing
 */
public record MatmulStep(
        MatmulShape shape,
        Address left,
        Address right,
        Right form,
        @Nullable Address bias,
        Address out,
        @Nullable FusedStep chain)
        implements Step {
    /** How the right operand lies in memory. */
    public enum Right {
        /** F32, as a matrix. */
        PLAIN,
        /** As a {@link PackStep} left it. */
        PACKED,
        /** BF16, as a matrix. */
        BFLOAT16
    }

    /** The same product with these operations after it. */
    public MatmulStep followedBy(FusedStep following) {
        return new MatmulStep(shape, left, right, form, bias, out, following);
    }

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public void run(Frame frame) {
        FusedStep following = chain;
        if (following == null) {
            multiply(frame, null);
        } else if (following.isCutAtMultiplesOf(shape.n())
                && Matmul.finishesRows(shape, frame.pool().threads())) {
            multiply(frame, frame.epilogue(following, shape.n()));
        } else {
            multiply(frame, null);
            following.run(frame);
        }
    }

    private void multiply(Frame frame, @Nullable MatmulEpilogue epilogue) {
        WorkerPool pool = frame.pool();
        long a = frame.at(left);
        long b = frame.at(right);
        long row = bias == null ? 0 : frame.at(bias);
        long c = frame.at(out);
        switch (form) {
            case PLAIN -> Matmul.multiply(pool, shape, a, b, row, c, epilogue);
            case PACKED -> Matmul.multiplyPacked(pool, shape, a, b, row, c, epilogue);
            case BFLOAT16 -> Matmul.multiplyBFloat16(pool, shape, a, b, row, c, epilogue);
        }
    }
}
