package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

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
        ks = Strides.contiguous(shape.timeK(), shape.heads(), shape.headDim());
    }

    /** A shape with the usual scale. */
    static AttentionShape shape(
            int batch, int heads, int timeQ, int timeK, int headDim, boolean causal, float rate) {
        float scale = (float) (1 / Math.sqrt(headDim));
        return new AttentionShape(batch, heads, timeQ, timeK, headDim, scale, causal, rate);
    }

    /** Normally distributed operands. */
    static AttentionRun gaussian(AttentionShape shape, int position) {
        int rows = shape.batch() * shape.heads() * shape.headDim();
        return new AttentionRun(
                shape,
                position,
                KEY,
                AttentionOracle.gaussian(rows * shape.timeQ(), 1),
                AttentionOracle.gaussian(rows * shape.timeK(), 2),
                AttentionOracle.gaussian(rows * shape.timeK(), 3),
                AttentionOracle.gaussian(rows * shape.timeQ(), 4));
    }

    AttentionRun forward(WorkerPool pool) {
        Attention.forward(
                pool,
                shape,
                position,
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
                && dv.intact();
    }
}
