package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.spi.Optimizer;
import io.steelyard.tensor.NdArray;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Optimizers whose update joins elements, against their papers in plain double arithmetic. */
final class MatrixOptimizersTest {
    /** State is rounded to F32 between steps: relative 6e-8 on numbers near 1. */
    private static final Offset<Double> TOLERANCE = within(2e-6);

    private static final double RATE = 0.01;
    private static final int STEPS = 4;

    private static double[] start(int elements) {
        return rounded(new Random(1).doubles(elements, -2, 2).toArray());
    }

    private static double[][] gradients(int elements) {
        double[][] gradients = new double[STEPS][];
        for (int t = 0; t < STEPS; t++) {
            gradients[t] = rounded(new Random(10 + t).doubles(elements, -1, 1).toArray());
        }
        return gradients;
    }

    private static double[] rounded(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) values[i];
        }
        return values;
    }

    private static double[] trained(Optimizer optimizer, long... sizes) {
        int elements = 1;
        for (long size : sizes) {
            elements *= (int) size;
        }
        return OptimizerRun.trained(optimizer, start(elements), gradients(elements), RATE, sizes);
    }

    private static double rootMeanSquare(double[] x) {
        return norm(x) / Math.sqrt(x.length);
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double element : x) {
            sum += element * element;
        }
        return Math.sqrt(sum);
    }

    /** Shazeer and Stern 2018, algorithm 4, on a stack of matrices; rows of 1 give algorithm 5. */
    private static double[] adafactor(int stack, int m, int n, double clip, boolean relative) {
        double[] p = start(stack * m * n);
        double[][] rows = new double[stack][m];
        double[][] columns = new double[stack][n];
        for (int t = 1; t <= STEPS; t++) {
            double[] g = gradients(p.length)[t - 1];
            double b = 1 - Math.pow(t, -0.8);
            double[] u = new double[p.length];
            for (int s = 0; s < stack; s++) {
                for (int i = 0; i < m; i++) {
                    rows[s][i] *= b;
                }
                for (int j = 0; j < n; j++) {
                    columns[s][j] *= b;
                }
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        double square = Math.pow(g[(s * m + i) * n + j], 2) + 1e-30;
                        rows[s][i] += (1 - b) * square;
                        columns[s][j] += (1 - b) * square;
                    }
                }
                double total = 0;
                for (double row : rows[s]) {
                    total += row;
                }
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        int at = (s * m + i) * n + j;
                        u[at] = g[at] / Math.sqrt(rows[s][i] * columns[s][j] / total);
                    }
                }
            }
            double clipped = 1 / Math.max(1, rootMeanSquare(u) / clip);
            double rate = RATE * (relative ? Math.max(1e-3, rootMeanSquare(p)) : 1);
            for (int i = 0; i < p.length; i++) {
                p[i] -= rate * clipped * u[i];
            }
        }
        return p;
    }

    @Test
    void adafactor() {
        assertThat(trained(new Adafactor(), 3, 4))
                .containsExactly(adafactor(1, 3, 4, 1, true), TOLERANCE);
        assertThat(trained(new Adafactor(), 2, 3, 2))
                .containsExactly(adafactor(2, 3, 2, 1, true), TOLERANCE);
        Adafactor absolute = new Adafactor(0.8f, 1e-30f, 1e-3f, 0.25f, false);
        assertThat(trained(absolute, 3, 4))
                .containsExactly(adafactor(1, 3, 4, 0.25, false), TOLERANCE);
        // A matrix of one row keeps the squares of its columns, which is the unfactored form.
        assertThat(trained(new Adafactor(), 4))
                .containsExactly(adafactor(1, 1, 4, 1, true), TOLERANCE);
    }

    @Test
    void adafactorKeepsRowsAndColumns() {
        Map<String, NdArray> state =
                OptimizerRun.states(new Adafactor(), start(24), gradients(24), RATE, 2, 3, 4);
        assertThat(state.get("optimizer.p.exp_avg_sq_row").shape().toArray()).containsExactly(2, 3);
        assertThat(state.get("optimizer.p.exp_avg_sq_col").shape().toArray()).containsExactly(2, 4);
        assertThat(state).doesNotContainKey("optimizer.p.exp_avg_sq");
    }

    /** You et al. 2020, algorithm 2. */
    private static double[] lamb(double decay, double[] start) {
        double beta1 = 0.9f;
        double beta2 = 0.999f;
        double[] p = start.clone();
        double[] m = new double[p.length];
        double[] v = new double[p.length];
        for (int t = 1; t <= STEPS; t++) {
            double[] u = new double[p.length];
            for (int i = 0; i < p.length; i++) {
                double g = gradients(p.length)[t - 1][i];
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                double mHat = m[i] / (1 - Math.pow(beta1, t));
                double vHat = v[i] / (1 - Math.pow(beta2, t));
                u[i] = mHat / (Math.sqrt(vHat) + 1e-6) + decay * p[i];
            }
            double ratio = norm(p) > 0 && norm(u) > 0 ? norm(p) / norm(u) : 1;
            for (int i = 0; i < p.length; i++) {
                p[i] -= RATE * ratio * u[i];
            }
        }
        return p;
    }

    @Test
    void lamb() {
        assertThat(trained(new Lamb(), 3, 2)).containsExactly(lamb(0.01, start(6)), TOLERANCE);
        assertThat(trained(new Lamb(0.9f, 0.999f, 1e-6f, 0.5f), 6))
                .containsExactly(lamb(0, start(6)), TOLERANCE);
        // A bias that begins at 0 has no size to scale to.
        double[] zeros = new double[6];
        assertThat(OptimizerRun.trained(new Lamb(), zeros, gradients(6), RATE, 6))
                .containsExactly(lamb(0, zeros), TOLERANCE);
    }

    private static double[][] times(double[][] left, double[][] right) {
        double[][] product = new double[left.length][right[0].length];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right[0].length; j++) {
                for (int k = 0; k < right.length; k++) {
                    product[i][j] += left[i][k] * right[k][j];
                }
            }
        }
        return product;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] other = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                other[j][i] = matrix[i][j];
            }
        }
        return other;
    }

    private static double[][] plus(double a, double[][] x, double b, double[][] y) {
        double[][] sum = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                sum[i][j] = a * x[i][j] + b * y[i][j];
            }
        }
        return sum;
    }

    /** Jordan et al. 2024, with the scale of Liu et al. 2025. */
    private static double[] muon(int rows, int columns, boolean nesterov, double decay) {
        double[] p = start(rows * columns);
        double[][] u = new double[rows][columns];
        for (double[] flat : gradients(rows * columns)) {
            double[][] g = new double[rows][columns];
            for (int i = 0; i < flat.length; i++) {
                g[i / columns][i % columns] = flat[i];
            }
            u = plus(0.95, u, 1, g);
            double[][] x = nesterov ? plus(1, g, 0.95, u) : u;
            double size = 0;
            for (double[] row : x) {
                size += Math.pow(norm(row), 2);
            }
            x = plus(1 / (Math.sqrt(size) + 1e-7), x, 0, x);
            for (int i = 0; i < 5; i++) {
                double[][] a = times(x, transposed(x));
                x = plus(3.4445, x, 1, times(plus(-4.7750, a, 2.0315, times(a, a)), x));
            }
            for (int i = 0; i < flat.length; i++) {
                double step =
                        0.2 * Math.sqrt(Math.max(rows, columns)) * x[i / columns][i % columns];
                p[i] -= RATE * (step + decay * p[i]);
            }
        }
        return p;
    }

    @Test
    void muon() {
        Muon muon = new Muon(new Sgd(), List.of());
        // X X' X X' X is the same of either side, so that a tall matrix has the same update.
        assertThat(trained(muon, 3, 4)).containsExactly(muon(3, 4, true, 0), TOLERANCE);
        assertThat(trained(muon, 4, 3)).containsExactly(muon(4, 3, true, 0), TOLERANCE);
        Muon other = new Muon(0.95f, false, 5, 0.5f, new Sgd(), List.of());
        assertThat(trained(other, 3, 4)).containsExactly(muon(3, 4, false, 0.5), TOLERANCE);
    }

    @Test
    void muonMovesAllDirectionsAlike() {
        double[][] gradient = {{100, 0, 0, 0, 1, 0, 0, 0, 20}};
        double[] p =
                OptimizerRun.trained(
                        new Muon(new Sgd(), List.of()), new double[9], gradient, 1, 3, 3);
        // The authors' bounds for singular values that are not much below a hundredth of the norm.
        double scale = -0.2 * Math.sqrt(3);
        for (int i = 0; i < 3; i++) {
            assertThat(p[4 * i] / scale).isBetween(0.5, 1.3);
        }
        assertThat(p[1]).isZero();
    }

    @Test
    void muonLeavesTheRestToAnother() {
        Optimizer others = new Adam();
        Muon muon = new Muon(others, List.of("lm_head", "r.p"));
        assertThat(trained(muon, 6)).isEqualTo(trained(others, 6));
        assertThat(trained(muon, 2, 3, 2)).isEqualTo(trained(others, 2, 3, 2));
        // The path of the slots is "optimizer.p".
        assertThat(trained(muon, 2, 3)).isEqualTo(trained(others, 2, 3));
        assertThat(trained(new Muon(others, List.of("wte")), 2, 3))
                .isNotEqualTo(trained(others, 2, 3));
    }
}
