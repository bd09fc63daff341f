package io.steelyard.reference.internal.kernel;

import java.util.Random;

/**
 * Attention in float64, straight from its formulas, over contiguous operands; and operands to try
 * it with.
 */
final class AttentionOracle {
    final AttentionShape shape;
    final int position;
    final DropoutKey key;
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
            double[] q,
            double[] k,
            double[] v) {
        this.shape = shape;
        this.position = position;
        this.key = key;
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
        return new AttentionOracle(shape, position, key, q, k, v);
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

    private int visible(int i) {
        return shape.causal()
                ? Math.max(0, Math.min(position + i + 1, shape.timeK()))
                : shape.timeK();
    }

    private int at(int time, int b, int t, int h) {
        return ((b * time + t) * shape.heads() + h) * shape.headDim();
    }

    private double dot(double[] x, int xAt, double[] y, int yAt) {
        double sum = 0;
        for (int d = 0; d < shape.headDim(); d++) {
            sum += x[xAt + d] * y[yAt + d];
        }
        return sum;
    }

    /** The probabilities of the visible keys, and the logarithmic sum behind them. */
    private double[] probabilities(int b, int h, int i) {
        int visible = visible(i);
        double[] p = new double[visible + 1];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            p[j] =
                    shape.scale()
                            * dot(q, at(shape.timeQ(), b, i, h), k, at(shape.timeK(), b, j, h));
            max = Math.max(max, p[j]);
        }
        double sum = 0;
        for (int j = 0; j < visible; j++) {
            p[j] = Math.exp(p[j] - max);
            sum += p[j];
        }
        for (int j = 0; j < visible; j++) {
            p[j] /= sum;
        }
        p[visible] = visible == 0 ? Double.NEGATIVE_INFINITY : max + Math.log(sum);
        return p;
    }

    private long element(int b, int h, int i) {
        return (((long) b * shape.heads() + h) * shape.timeQ() + i) * shape.timeK();
    }

    private void forward(int b, int h, int i) {
        double[] p = probabilities(b, h, i);
        int visible = visible(i);
        logSumExp[(b * shape.heads() + h) * shape.timeQ() + i] = p[visible];
        int row = at(shape.timeQ(), b, i, h);
        for (int j = 0; j < visible; j++) {
            double weight = p[j] * factor(element(b, h, i) + j);
            for (int d = 0; d < shape.headDim(); d++) {
                out[row + d] += weight * v[at(shape.timeK(), b, j, h) + d];
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
        int visible = visible(i);
        int row = at(shape.timeQ(), b, i, h);
        double[] dp = new double[visible];
        double mean = 0;
        for (int j = 0; j < visible; j++) {
            double factor = factor(element(b, h, i) + j);
            int column = at(shape.timeK(), b, j, h);
            dp[j] = factor * dot(dout, row, v, column);
            mean += p[j] * dp[j];
            for (int d = 0; d < shape.headDim(); d++) {
                dv[column + d] += factor * p[j] * dout[row + d];
            }
        }
        for (int j = 0; j < visible; j++) {
            double ds = p[j] * (dp[j] - mean) * shape.scale();
            int column = at(shape.timeK(), b, j, h);
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
