package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.NativeMemory.getFloat;
import static io.steelyard.reference.internal.kernel.NativeMemory.setFloat;

/**
 * The scalar twin of {@link Attention}: the same formulas a number at a time, with every score
 * computed again where it is needed. Exact about what is hidden: a key that a query does not see is
 * not even read, so its infinities and NaN stay its own.
 */
public final class ScalarAttention {
    private ScalarAttention() {}

    /** See {@link Attention#forward}. */
    public static void forward(
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            DropoutKey key) {
        Strides outs = Strides.contiguous(shape.timeQ(), shape.heads(), shape.headDim());
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.heads(); h++) {
                int kh = h / shape.group();
                for (int i = 0; i < shape.timeQ(); i++) {
                    long row = ((long) b * shape.heads() + h) * shape.timeQ() + i;
                    forwardRow(
                            shape,
                            position,
                            mask,
                            b,
                            h,
                            i,
                            qs.address(q, b, h) + i * qs.timeBytes(),
                            ks.address(k, b, kh),
                            ks.timeBytes(),
                            vs.address(v, b, kh),
                            vs.timeBytes(),
                            outs.address(out, b, h) + i * outs.timeBytes(),
                            logSumExp + 4 * row,
                            key);
                }
            }
        }
    }

    /** The result of query {@code i}; the addresses are those of the rows of its head. */
    static void forwardRow(
            AttentionShape shape,
            int position,
            AttentionMask mask,
            int b,
            int h,
            int i,
            long q,
            long k,
            long kBytes,
            long v,
            long vBytes,
            long out,
            long logSumExp,
            DropoutKey key) {
        int dim = shape.headDim();
        int first = shape.firstKey(position, i);
        int visible = shape.visible(position, i);
        float max = Float.NEGATIVE_INFINITY;
        for (int j = first; j < visible; j++) {
            if (!mask.sees(b, h, i, j)) {
                continue;
            }
            float score = shape.scale() * dot(q, k + j * kBytes, dim);
            max = score > max ? score : max;
        }
        float shift = max == Float.NEGATIVE_INFINITY ? 0f : max;
        for (int d = 0; d < dim; d++) {
            setFloat(out + 4L * d, 0f);
        }
        float sum = 0f;
        for (int j = first; j < visible; j++) {
            if (!mask.sees(b, h, i, j)) {
                continue;
            }
            float score = shape.scale() * dot(q, k + j * kBytes, dim);
            float weight = (float) Math.exp(score - shift);
            sum += weight;
            if (shape.dropoutRate() > 0) {
                weight *= key.factor(shape.element(b, h, i) + j, shape.dropoutRate());
            }
            add(weight, v + j * vBytes, out, dim);
        }
        float factor = sum == 0f ? 1f : 1f / sum;
        for (int d = 0; d < dim; d++) {
            setFloat(out + 4L * d, getFloat(out + 4L * d) * factor);
        }
        setFloat(logSumExp, (float) (Math.log(sum) + shift));
    }

    /** See {@link Attention#backward}. */
    public static void backward(
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long dout,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            long dq,
            Strides dqs,
            long dk,
            Strides dks,
            long dv,
            Strides dvs,
            DropoutKey key) {
        Strides outs = Strides.contiguous(shape.timeQ(), shape.heads(), shape.headDim());
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.heads(); h++) {
                int kh = h / shape.group();
                long row = ((long) b * shape.heads() + h) * shape.timeQ();
                backwardHead(
                        shape,
                        position,
                        mask,
                        b,
                        h,
                        outs.address(dout, b, h),
                        outs.address(out, b, h),
                        outs.timeBytes(),
                        logSumExp + 4 * row,
                        qs.address(q, b, h),
                        qs.timeBytes(),
                        ks.address(k, b, kh),
                        ks.timeBytes(),
                        vs.address(v, b, kh),
                        vs.timeBytes(),
                        dqs.address(dq, b, h),
                        dqs.timeBytes(),
                        dks.address(dk, b, kh),
                        dks.timeBytes(),
                        dvs.address(dv, b, kh),
                        dvs.timeBytes(),
                        key);
            }
        }
    }

    /**
     * The gradients of one head; the addresses are those of its rows. Those of its keys and values
     * are added to what the heads before it that share them have left.
     */
    static void backwardHead(
            AttentionShape shape,
            int position,
            AttentionMask mask,
            int b,
            int h,
            long dout,
            long out,
            long outBytes,
            long logSumExp,
            long q,
            long qBytes,
            long k,
            long kBytes,
            long v,
            long vBytes,
            long dq,
            long dqBytes,
            long dk,
            long dkBytes,
            long dv,
            long dvBytes,
            DropoutKey key) {
        int dim = shape.headDim();
        for (int d = 0; d < dim; d++) {
            for (int i = 0; i < shape.timeQ(); i++) {
                setFloat(dq + i * dqBytes + 4L * d, 0f);
            }
            for (int j = 0; h % shape.group() == 0 && j < shape.timeK(); j++) {
                setFloat(dk + j * dkBytes + 4L * d, 0f);
                setFloat(dv + j * dvBytes + 4L * d, 0f);
            }
        }
        for (int i = 0; i < shape.timeQ(); i++) {
            long qRow = q + i * qBytes;
            long doutRow = dout + i * outBytes;
            float logSum = getFloat(logSumExp + 4L * i);
            float shift = logSum == Float.NEGATIVE_INFINITY ? 0f : logSum;
            float delta = dot(doutRow, out + i * outBytes, dim);
            int visible = shape.visible(position, i);
            for (int j = shape.firstKey(position, i); j < visible; j++) {
                if (!mask.sees(b, h, i, j)) {
                    continue;
                }
                float score = shape.scale() * dot(qRow, k + j * kBytes, dim);
                float p = (float) Math.exp(score - shift);
                float factor =
                        shape.dropoutRate() > 0
                                ? key.factor(shape.element(b, h, i) + j, shape.dropoutRate())
                                : 1f;
                float gradient = dot(doutRow, v + j * vBytes, dim) * factor;
                float scoreGradient = (gradient - delta) * p * shape.scale();
                add(p * factor, doutRow, dv + j * dvBytes, dim);
                add(scoreGradient, qRow, dk + j * dkBytes, dim);
                add(scoreGradient, k + j * kBytes, dq + i * dqBytes, dim);
            }
        }
    }

    private static float dot(long a, long b, int dim) {
        float sum = 0f;
        for (int d = 0; d < dim; d++) {
            sum = Math.fma(getFloat(a + 4L * d), getFloat(b + 4L * d), sum);
        }
        return sum;
    }

    private static void add(float factor, long from, long to, int dim) {
        for (int d = 0; d < dim; d++) {
            setFloat(to + 4L * d, Math.fma(factor, getFloat(from + 4L * d), getFloat(to + 4L * d)));
        }
    }
}
