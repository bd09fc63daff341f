package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Optimizer;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Three steps of each optimizer against its published update in plain double arithmetic. */
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
        TensorType type = TensorType.of(DType.F32, sizes);
        Recording recording = new Recording("update", Mode.TRAINING, 0);
        Tensor parameter = recording.root().parameter("p", type.shape(), Initializers.zeros());
        Tensor gradient = recording.recorder().input("gradient", type);
        Tensor rate = recording.recorder().input("rate", TensorType.of(DType.F32));
        Tensor step = recording.step();
        recording.update("p", optimizer.update(recording.slots("p"), parameter, gradient, rate));
        recording.update(Recording.STEP, step.add(1));
        var function = recording.finish(Map.of());
        Map<String, NdArray> state = new HashMap<>();
        recording.variables().forEach(v -> state.put(v.path(), NdArray.zeros(v.type())));
        state.put("p", floats(START, sizes));
        for (double[] g : GRADIENTS) {
            state.putAll(
                    OracleRun.writes(
                            function,
                            state,
                            List.of(floats(g, sizes), NdArray.scalar((float) RATE))));
        }
        double[] result = new double[4];
        for (int i = 0; i < 4; i++) {
            result[i] = state.get("p").get(i);
        }
        return result;
    }

    private static NdArray floats(double[] values, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
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
