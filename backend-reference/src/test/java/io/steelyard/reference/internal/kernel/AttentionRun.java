package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

import org.jspecify.annotations.Nullable;

/** Runs the kernels and their scalar twin on contiguous operands of their own. */
final class AttentionRun {
    static final DropoutKey KEY = new DropoutKey(11, -12, 13, -14);

    final AttentionShape shape;
    final Buffer q;
    final Buffer k;
    final Buffer v;
    final Buffer dout;
    final Buffer out;
    final Buffer logSumExp;
    final Buffer dq;
    final Buffer dk;
    final Buffer dv;
    private final int position;
    private AttentionMask mask = AttentionMask.NONE;
    private @Nullable Buffer maskBytes;
    private final DropoutKey key;
    private final Strides qs;
    private final Strides ks;

    AttentionRun(
            AttentionShape shape,
            int position,
            DropoutKey key,
            double[] q,
            double[] k,
            double[] v,
            double[] dout) {
        this.shape = shape;
        this.position = position;
        this.key = key;
        this.q = Buffer.floats(q.length, i -> q[i]);
        this.k = Buffer.floats(k.length, i -> k[i]);
        this.v = Buffer.floats(v.length, i -> v[i]);
        this.dout = Buffer.floats(dout.length, i -> dout[i]);
        // Every result must be written, also where it is 0.
        out = Buffer.floats(q.length, i -> 99);
        logSumExp = Buffer.floats(shape.batch() * shape.heads() * shape.timeQ(), i -> 99);
        dq = Buffer.floats(q.length, i -> 99);
        dk = Buffer.floats(k.length, i -> 99);
        dv = Buffer.floats(k.length, i -> 99);
        qs = Strides.contiguous(shape.timeQ(), shape.heads(), shape.headDim());
        ks = Strides.contiguous(shape.timeK(), shape.keyHeads(), shape.headDim());
    }

    /** A shape with the usual scale. */
    static AttentionShape shape(
            int batch, int heads, int timeQ, int timeK, int headDim, boolean causal, float rate) {
        float scale = (float) (1 / Math.sqrt(headDim));
        return new AttentionShape(batch, heads, timeQ, timeK, headDim, scale, causal, rate);
    }

    /** With fewer heads of keys and a window. */
    static AttentionShape grouped(AttentionShape shape, int keyHeads, int window) {
        return new AttentionShape(
                shape.batch(),
                shape.heads(),
                keyHeads,
                shape.timeQ(),
                shape.timeK(),
                shape.headDim(),
                shape.scale(),
                shape.causal(),
                window,
                shape.dropoutRate());
    }

    /** Normally distributed operands. */
    static AttentionRun gaussian(AttentionShape shape, int position) {
        int row = shape.batch() * shape.headDim();
        int queries = row * shape.heads() * shape.timeQ();
        int keys = row * shape.keyHeads() * shape.timeK();
        return new AttentionRun(
                shape,
                position,
                KEY,
                AttentionOracle.gaussian(queries, 1),
                AttentionOracle.gaussian(keys, 2),
                AttentionOracle.gaussian(keys, 3),
                AttentionOracle.gaussian(queries, 4));
    }

    /** The float64 oracle of {@link #gaussian}. */
    static AttentionOracle oracle(AttentionShape shape, int position, AttentionOracle.Mask mask) {
        int row = shape.batch() * shape.headDim();
        int queries = row * shape.heads() * shape.timeQ();
        int keys = row * shape.keyHeads() * shape.timeK();
        return AttentionOracle.of(
                        shape,
                        position,
                        KEY,
                        mask,
                        AttentionOracle.gaussian(queries, 1),
                        AttentionOracle.gaussian(keys, 2),
                        AttentionOracle.gaussian(keys, 3))
                .backward(AttentionOracle.gaussian(queries, 4));
    }

    /**
     * Hides keys by a mask of the given sizes, each that of the shape or 1.
     *
     * @param sees which keys stay visible
     */
    AttentionRun masked(int batch, int heads, int queries, AttentionOracle.Mask sees) {
        int keys = shape.timeK();
        byte[] bytes = new byte[batch * heads * queries * keys];
        for (int at = 0; at < bytes.length; at++) {
            int row = at / keys;
            int b = row / queries / heads;
            boolean seen = sees.sees(b, row / queries % heads, row % queries, at % keys);
            bytes[at] = (byte) (seen ? 1 : 0);
        }
        Buffer buffer = Buffer.ofBytes(bytes);
        maskBytes = buffer;
        mask =
                new AttentionMask(
                        buffer.address(),
                        batch == 1 ? 0 : (long) heads * queries * keys,
                        heads == 1 ? 0 : (long) queries * keys,
                        queries == 1 ? 0 : keys);
        return this;
    }

    AttentionRun forward(WorkerPool pool) {
        Attention.forward(
                pool,
                shape,
                position,
                mask,
                q.address(),
                qs,
                k.address(),
                ks,
                v.address(),
                ks,
                out.address(),
                logSumExp.address(),
                key);
        return this;
    }

    AttentionRun backward(WorkerPool pool) {
        Attention.backward(
                pool,
                shape,
                position,
                mask,
                dout.address(),
                q.address(),
                qs,
                k.address(),
                ks,
                v.address(),
                ks,
                out.address(),
                logSumExp.address(),
                dq.address(),
                qs,
                dk.address(),
                ks,
                dv.address(),
                ks,
                key);
        return this;
    }

    AttentionRun scalar() {
        ScalarAttention.forward(
                shape,
                position,
                mask,
                q.address(),
                qs,
                k.address(),
                ks,
                v.address(),
                ks,
                out.address(),
                logSumExp.address(),
                key);
        ScalarAttention.backward(
                shape,
                position,
                mask,
                dout.address(),
                q.address(),
                qs,
                k.address(),
                ks,
                v.address(),
                ks,
                out.address(),
                logSumExp.address(),
                dq.address(),
                qs,
                dk.address(),
                ks,
                dv.address(),
                ks,
                key);
        return this;
    }

    boolean intact() {
        return q.intact()
                && k.intact()
                && v.intact()
                && dout.intact()
                && out.intact()
                && logSumExp.intact()
                && dq.intact()
                && dk.intact()
                && dv.intact()
                && (maskBytes == null || maskBytes.intact());
    }
}
