package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

/**
 * Three steps of each optimizer against its published update in plain double arithmetic, or against
 * PyTorch 1.13 in float64: {@code p.grad = g; optimizer.step()} for each gradient.
 */
final class OptimizersTest {
    /**
     * State is rounded to F32 between steps: some roundings of relative size 6e-8 on numbers near
     * 1.
     */
    private static final double TOLERANCE = 1e-6;

    private static final double[] START = {1.0, -0.5, 0.25, 2.0};
    private static final double[][] GRADIENTS = {
        {0.1, -0.2, 0.3, 0.0}, {-0.4, 0.1, 0.2, 1.0}, {0.3, 0.3, -0.1, -2.0}
    };
    private static final double RATE = 0.01;

    @Test
    void stochasticGradientDescent() {
        double[] p = START.clone();
        for (double[] g : GRADIENTS) {
            for (int i = 0; i < 4; i++) {
                p[i] -= RATE * g[i];
            }
        }
        assertThat(trained(new Sgd(), 4)).containsExactly(p, within(TOLERANCE));
    }

    @Test
    void momentum() {
        double[] p = START.clone();
        double[] u = new double[4];
        for (double[] g : GRADIENTS) {
            for (int i = 0; i < 4; i++) {
                u[i] = 0.9 * u[i] + g[i];
                p[i] -= RATE * u[i];
            }
        }
        assertThat(trained(new Sgd(0.9f), 4)).containsExactly(p, within(TOLERANCE));
    }

    @Test
    void nesterov() {
        // SGD(lr=0.01, momentum=0.9, nesterov=True), then with weight_decay=0.5, then that alone
        assertTrained(new Sgd(0.9f, true, 0), 1.001701, -0.501532, 0.23616299999999998, 2.0109);
        assertThat(trained(new Sgd(0.9f, true, 0.5f), 2, 2))
                .containsExactly(
                        new double[] {
                            0.96178196115, -0.4816675083625, 0.22637851623125, 1.9312841852500002
                        },
                        within(TOLERANCE));
        assertThat(trained(new Sgd(0, false, 0.5f), 2, 2))
                .containsExactly(
                        new double[] {
                            0.98506485, -0.49455238749999997, 0.24230864375, 1.9801997500000001
                        },
                        within(TOLERANCE));
        assertThat(trained(new Sgd(0.9f, true, 0.5f), 4))
                .isEqualTo(trained(new Sgd(0.9f, true, 0), 4));
    }

    @Test
    void rmsProp() {
        // RMSprop(lr=0.01), then with alpha=0.9, momentum=0.5, centered=True
        assertTrained(
                new RmsProp(),
                0.938003435412992,
                -0.5253375152897689,
                0.12127475082644079,
                1.989532302199152);
        assertTrained(
                new RmsProp(0.9f, 1e-8f, 0.5f, true),
                0.9699090257631943,
                -0.49064320977903647,
                0.17110358946522547,
                1.9789308703550188);
    }

    @Test
    void adagrad() {
        // Adagrad(lr=0.01), then with initial_accumulator_value=0.25, eps=0.001
        assertTrained(
                new Adagrad(),
                0.9938179409561088,
                -0.5024899732132294,
                0.23712561046102945,
                1.9989442719105992);
        assertTrained(
                new Adagrad(1e-3f, 0.25f),
                1.0000103360116095,
                -0.502911556209396,
                0.2432233986147262,
                1.999788628688495);
    }

    /**
     * By hand and not against PyTorch 1.13, whose product of momenta takes one factor twice (later
     * releases do not).
     */
    @Test
    void nadam() {
        assertTrained(new NAdam(), nadam(0.9, 0.999, 0.004));
        assertTrained(new NAdam(0.8f, 0.9f, 1e-8f, 0.5f), nadam(0.8, 0.9, 0.5));
    }

    /** Dozat 2016, algorithm 2, with mu_t = beta1 (1 - 0.96^(t psi) / 2). */
    private static double[] nadam(double beta1, double beta2, double psi) {
        double[] p = START.clone();
        double[] m = new double[4];
        double[] v = new double[4];
        double product = 1;
        for (int t = 1; t <= GRADIENTS.length; t++) {
            double mu = beta1 * (1 - 0.5 * Math.pow(0.96, t * psi));
            double next = beta1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * psi));
            product *= mu;
            for (int i = 0; i < 4; i++) {
                double g = GRADIENTS[t - 1][i];
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                double mBar = next * m[i] / (1 - product * next) + (1 - mu) * g / (1 - product);
                p[i] -= RATE * mBar / (Math.sqrt(v[i] / (1 - Math.pow(beta2, t))) + 1e-8);
            }
        }
        return p;
    }

    @Test
    void lion() {
        for (double decay : new double[] {0, 0.5}) {
            double[] p = START.clone();
            double[] m = new double[4];
            for (double[] g : GRADIENTS) {
                for (int i = 0; i < 4; i++) {
                    double c = 0.9 * m[i] + 0.1 * g[i];
                    p[i] -= RATE * (Math.signum(c) + decay * p[i]);
                    m[i] = 0.99 * m[i] + 0.01 * g[i];
                }
            }
            Lion lion = new Lion(0.9f, 0.99f, (float) decay);
            assertThat(trained(lion, 2, 2)).containsExactly(p, within(TOLERANCE));
            // The last element has a gradient of 0 at first, whose sign is 0.
            if (decay == 0) {
                assertThat(trained(new Lion(), 4)).containsExactly(p, within(TOLERANCE));
            }
        }
    }

    private static void assertTrained(Optimizer optimizer, double... expected) {
        assertThat(trained(optimizer, 4)).containsExactly(expected, within(TOLERANCE));
    }

    /** A gradient that is always 0 must not give 0/0 where there is an epsilon. */
    @ParameterizedTest
    @MethodSource("allOptimizers")
    void aParameterWithoutGradientStays(Optimizer optimizer) {
        double[][] nothing = {new double[4], new double[4]};
        assertThat(OptimizerRun.trained(optimizer, START, nothing, RATE, 4)).containsExactly(START);
        assertThat(OptimizerRun.trained(optimizer, new double[4], nothing, RATE, 2, 2))
                .containsExactly(0, 0, 0, 0);
    }

    static List<Optimizer> allOptimizers() {
        return List.of(
                new Sgd(0.9f, true, 0.1f),
                new RmsProp(0.9f, 1e-8f, 0.5f, true),
                new Adagrad(),
                new Adam(),
                new AdamW(),
                new NAdam(),
                new Lion(),
                new Adafactor(),
                new Lamb(0.9f, 0.999f, 1e-6f, 0),
                new Muon(new ProximalL1(new Sgd(), 0), List.of()));
    }

    @Test
    void refusesWhatMakesNoOptimizer() {
        refuses(
                () -> new Sgd(1),
                "Sgd was given the momentum 1.0; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                () -> new Sgd(0, true, 0),
                "Sgd was given the momentum 0.0; accepted are numbers above 0 with Nesterov's"
                        + " momentum.");
        refuses(
                () -> new RmsProp(0.9f, -1, 0, false),
                "RmsProp was given the epsilon -1.0; accepted are finite numbers of 0 or more.");
        refuses(
                () -> new Adagrad(0, Float.POSITIVE_INFINITY),
                "Adagrad was given the initial sum Infinity; accepted are finite numbers of 0 or"
                        + " more.");
        refuses(
                () -> new Adam(0.9f, 1, 0),
                "Adam was given the beta2 1.0; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                () -> new AdamW(0.9f, 0.99f, 1e-8f, -0.1f),
                "AdamW was given the weight decay -0.1; accepted are finite numbers of 0 or more.");
        refuses(
                () -> new NAdam(Float.NaN, 0.9f, 0, 0),
                "NAdam was given the beta1 NaN; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                () -> new Lion(0.9f, -0.1f, 0),
                "Lion was given the beta2 -0.1; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                () -> new Adafactor(0, 1e-30f, 1e-3f, 1, true),
                "Adafactor was given the decay exponent 0.0; accepted are numbers above 0, up to"
                        + " and including 1.");
        refuses(
                () -> new Lamb(1, 0.9f, 0, 0),
                "Lamb was given the beta1 1.0; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                () -> new Muon(0.9f, true, 0, 0, new Sgd(), List.of()),
                "Muon was given the number of iterations 0; accepted are 1 or more.");
    }

    private static void refuses(Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessage(sentence);
    }

    @Test
    void adam() {
        assertThat(trained(new Adam(), 4)).containsExactly(adamW(0), within(TOLERANCE));
        assertThat(trained(new Adam(), 2, 2)).containsExactly(adamW(0), within(TOLERANCE));
    }

    @Test
    void adamWithDecayOfMatricesOnly() {
        AdamW optimizer = new AdamW(0.9f, 0.999f, 1e-8f, 0.5f);

        assertThat(trained(optimizer, 2, 2)).containsExactly(adamW(0.5), within(TOLERANCE));
        assertThat(trained(optimizer, 4)).containsExactly(adamW(0), within(TOLERANCE));
        assertThat(trained(new AdamW(), 2, 2)).containsExactly(adamW(0.01), within(TOLERANCE));
    }

    /** Loshchilov and Hutter 2019, algorithm 2, with the betas as the floats that they are. */
    private static double[] adamW(double decay) {
        double beta1 = 0.9f;
        double beta2 = 0.999f;
        double[] p = START.clone();
        double[] m = new double[4];
        double[] v = new double[4];
        for (int t = 1; t <= GRADIENTS.length; t++) {
            for (int i = 0; i < 4; i++) {
                double g = GRADIENTS[t - 1][i];
                m[i] = beta1 * m[i] + (1 - beta1) * g;
                v[i] = beta2 * v[i] + (1 - beta2) * g * g;
                double mHat = m[i] / (1 - Math.pow(beta1, t));
                double vHat = v[i] / (1 - Math.pow(beta2, t));
                p[i] -= RATE * (mHat / (Math.sqrt(vHat) + 1e-8) + decay * p[i]);
            }
        }
        return p;
    }

    private static double[] trained(Optimizer optimizer, long... sizes) {
        return OptimizerRun.trained(optimizer, START, GRADIENTS, RATE, sizes);
    }

    @Test
    void clippingScalesAllGradientsByTheirJointNorm() {
        List<NdArray> gradients =
                List.of(NdArray.of(new float[] {3, 0}, 2), NdArray.of(new float[] {0, 4}, 1, 2));
        // The norm is 5; a limit of 2 leaves 2 / (5 + 1e-6) of each, a limit of 10 leaves all.
        List<double[]> results =
                OracleRun.of(
                        gradients,
                        inputs -> {
                            Tensor norm = GradientClipping.globalNorm(inputs);
                            List<Tensor> cut = GradientClipping.byGlobalNorm(inputs, norm, 2);
                            List<Tensor> whole = GradientClipping.byGlobalNorm(inputs, norm, 10);
                            return List.of(norm, cut.getFirst(), cut.get(1), whole.get(1));
                        });
        double scale = 2 / (5 + 1e-6);
        // 1e-6 is a float constant in the program: relative error 6e-8 of a term of 2e-7.
        assertThat(results.getFirst()).containsExactly(new double[] {5}, within(1e-12));
        assertThat(results.get(1)).containsExactly(new double[] {3 * scale, 0}, within(1e-12));
        assertThat(results.get(2)).containsExactly(new double[] {0, 4 * scale}, within(1e-12));
        assertThat(results.get(3)).containsExactly(0, 4);
    }

    @Test
    void clippingLeavesZerosAlone() {
        List<double[]> results =
                OracleRun.of(
                        List.of(NdArray.of(new float[2], 2)),
                        inputs ->
                                GradientClipping.byGlobalNorm(
                                        inputs, GradientClipping.globalNorm(inputs), 1));
        assertThat(results.getFirst()).containsExactly(0, 0);
    }
}
