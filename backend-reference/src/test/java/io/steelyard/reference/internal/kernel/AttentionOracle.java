package io.steelyard.reference.internal.kernel;

import java.util.Random;

/**
 * Attention in float64, straight from its formulas, over contiguous operands; and operands to try
 * it with.
 */
final class AttentionOracle {
    /** Which keys a mask lets be seen. */
    interface Mask {
        Mask NONE = (b, h, i, j) -> true;

        boolean sees(int b, int h, int i, int j);
    }

    final AttentionShape shape;
    final int position;
    final DropoutKey key;
    final Mask mask;
    final double[] q;
    final double[] k;
    final double[] v;
    final double[] out;
    final double[] logSumExp;
    final double[] dq;
    final double[] dk;
    final double[] dv;

    private AttentionOracle(
            AttentionShape shape,
            int position,
            DropoutKey key,
            Mask mask,
            double[] q,
            double[] k,
            double[] v) {
        this.shape = shape;
        this.position = position;
        this.key = key;
        this.mask = mask;
        this.q = q;
        this.k = k;
        this.v = v;
        out = new double[q.length];
        logSumExp = new double[shape.batch() * shape.heads() * shape.timeQ()];
        dq = new double[q.length];
        dk = new double[k.length];
        dv = new double[k.length];
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.heads(); h++) {
                for (int i = 0; i < shape.timeQ(); i++) {
                    forward(b, h, i);
                }
            }
        }
    }

    static AttentionOracle of(
            AttentionShape shape,
            int position,
            DropoutKey key,
            double[] q,
            double[] k,
            double[] v) {
        return new AttentionOracle(shape, position, key, Mask.NONE, q, k, v);
    }

    static AttentionOracle of(
            AttentionShape shape,
            int position,
            DropoutKey key,
            Mask mask,
            double[] q,
            double[] k,
            double[] v) {
        return new AttentionOracle(shape, position, key, mask, q, k, v);
    }

    /** The given element of the mask, from the definition of the stream. */
    double factor(long element) {
        if (shape.dropoutRate() == 0) {
            return 1;
        }
        int[] words = new int[4];
        Philox.block(
                (int) (element / 4),
                (int) (element / 4 >>> 32),
                key.stream0(),
                key.stream1(),
                key.key0(),
                key.key1(),
                words);
        double u = (words[(int) (element % 4)] & 0x7fffff) / 8388608.0;
        return u >= shape.dropoutRate() ? 1 / (1 - (double) shape.dropoutRate()) : 0;
    }

    private boolean sees(int b, int h, int i, int j) {
        boolean before = !shape.causal() || j <= position + i;
        boolean within = shape.window() == 0 || j > position + i - shape.window();
        return before && within && mask.sees(b, h, i, j);
    }

    private int query(int b, int i, int h) {
        return ((b * shape.timeQ() + i) * shape.heads() + h) * shape.headDim();
    }

    /** The key that query head h reads. */
    private int key(int b, int j, int h) {
        int head = h / (shape.heads() / shape.keyHeads());
        return ((b * shape.timeK() + j) * shape.keyHeads() + head) * shape.headDim();
    }

    private double dot(double[] x, int xAt, double[] y, int yAt) {
        double sum = 0;
        for (int d = 0; d < shape.headDim(); d++) {
            sum += x[xAt + d] * y[yAt + d];
        }
        return sum;
    }

    /** The probabilities of the keys, 0 where hidden, and the logarithmic sum behind them. */
    private double[] probabilities(int b, int h, int i) {
        int keys = shape.timeK();
        double[] p = new double[keys + 1];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < keys; j++) {
            p[j] =
                    sees(b, h, i, j)
                            ? shape.scale() * dot(q, query(b, i, h), k, key(b, j, h))
                            : Double.NEGATIVE_INFINITY;
            max = Math.max(max, p[j]);
        }
        boolean none = max == Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int j = 0; j < keys; j++) {
            p[j] = none ? 0 : Math.exp(p[j] - max);
            sum += p[j];
        }
        for (int j = 0; j < keys; j++) {
            p[j] /= none ? 1 : sum;
        }
        p[keys] = none ? max : max + Math.log(sum);
        return p;
    }

    private long element(int b, int h, int i) {
        return (((long) b * shape.heads() + h) * shape.timeQ() + i) * shape.timeK();
    }

    private void forward(int b, int h, int i) {
        double[] p = probabilities(b, h, i);
        logSumExp[(b * shape.heads() + h) * shape.timeQ() + i] = p[shape.timeK()];
        int row = query(b, i, h);
        for (int j = 0; j < shape.timeK(); j++) {
            double weight = p[j] * factor(element(b, h, i) + j);
            for (int d = 0; d < shape.headDim(); d++) {
                out[row + d] += weight * v[key(b, j, h) + d];
            }
        }
    }

    /** Fills the gradients of {@code sum(dout * out)}. */
    AttentionOracle backward(double[] dout) {
        for (int b = 0; b < shape.batch(); b++) {
            for (int h = 0; h < shape.heads(); h++) {
                for (int i = 0; i < shape.timeQ(); i++) {
                    backward(dout, b, h, i);
                }
            }
        }
        return this;
    }

    private void backward(double[] dout, int b, int h, int i) {
        double[] p = probabilities(b, h, i);
        int keys = shape.timeK();
        int row = query(b, i, h);
        double[] dp = new double[keys];
        double mean = 0;
        for (int j = 0; j < keys; j++) {
            double factor = factor(element(b, h, i) + j);
            int column = key(b, j, h);
            dp[j] = factor * dot(dout, row, v, column);
            mean += p[j] * dp[j];
            for (int d = 0; d < shape.headDim(); d++) {
                dv[column + d] += factor * p[j] * dout[row + d];
            }
        }
        for (int j = 0; j < keys; j++) {
            double ds = p[j] * (dp[j] - mean) * shape.scale();
            int column = key(b, j, h);
            for (int d = 0; d < shape.headDim(); d++) {
                dq[row + d] += ds * k[column + d];
                dk[column + d] += ds * q[row + d];
            }
        }
    }

    /** Normally distributed numbers that are floats, so that both sides start from the same. */
    static double[] gaussian(int size, long seed) {
        Random random = new Random(seed);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
