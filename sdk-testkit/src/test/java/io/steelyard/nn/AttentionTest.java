package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.composite.AttentionRule;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Attention on the oracle against its formula in plain double arithmetic. */
final class AttentionTest {
    /** The oracle computes in float64; only constants of a program are rounded to F32. */
    private static final double TOLERANCE = 1e-6;

    private static final NdArray UNUSED = NdArray.of(new int[] {0, 0}, 2);

    @ParameterizedTest
    @CsvSource({
        "true, 0, 4, 4",
        "true, 3, 2, 5",
        "true, 0, 1, 1",
        "false, 0, 3, 5",
        "true, -2, 4, 4"
    })
    void attentionOfPlainArithmetic(boolean causal, int position, int timeQ, int timeK) {
        int batch = 2;
        int heads = 3;
        int dim = 2;
        Random random = new Random(3);
        NdArray q =
                floats(
                        random.doubles(batch * timeQ * heads * dim, -2, 2).toArray(),
                        batch,
                        timeQ,
                        heads,
                        dim);
        NdArray k =
                floats(
                        random.doubles(batch * timeK * heads * dim, -2, 2).toArray(),
                        batch,
                        timeK,
                        heads,
                        dim);
        NdArray v =
                floats(
                        random.doubles(batch * timeK * heads * dim, -2, 2).toArray(),
                        batch,
                        timeK,
                        heads,
                        dim);
        List<double[]> results =
                OracleRun.of(
                        List.of(q, k, v, NdArray.scalar(position), UNUSED, UNUSED),
                        in ->
                                in.getFirst()
                                        .recorder()
                                        .applyComposite(new AttentionRule(0.5f, causal, 0), in));
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                for (int i = 0; i < timeQ; i++) {
                    double[] weights = new double[timeK];
                    double sum = 0;
                    for (int j = 0; j < timeK; j++) {
                        if (!causal || j <= position + i) {
                            double score = 0;
                            for (int d = 0; d < dim; d++) {
                                score += 0.5 * at(q, b, i, h, d) * at(k, b, j, h, d);
                            }
                            weights[j] = Math.exp(score);
                            sum += weights[j];
                        }
                    }
                    for (int d = 0; d < dim; d++) {
                        double expected = 0;
                        for (int j = 0; j < timeK && sum > 0; j++) {
                            expected += weights[j] / sum * at(v, b, j, h, d);
                        }
                        int place = ((b * timeQ + i) * heads + h) * dim + d;
                        assertThat(results.getFirst()[place])
                                .isCloseTo(expected, within(TOLERANCE));
                    }
                    // The second result is [batch, heads, timeQ]; a query that sees no key has
                    // -infinity.
                    double logSum = results.get(1)[(b * heads + h) * timeQ + i];
                    if (sum == 0) {
                        assertThat(logSum).isEqualTo(Double.NEGATIVE_INFINITY);
                    } else {
                        assertThat(logSum).isCloseTo(Math.log(sum), within(TOLERANCE));
                    }
                }
            }
        }
    }

    private static double at(NdArray array, int... place) {
        long index = 0;
        for (int axis = 0; axis < place.length; axis++) {
            index = index * array.shape().size(axis) + place[axis];
        }
        return array.get(index);
    }

    @Test
    void attentionWithACacheGivesWhatAttentionOverAllGives() {
        int time = 5;
        CausalSelfAttention layer =
                new CausalSelfAttention(
                        2, 0, 0, Initializers.normal(0.5), Initializers.normal(0.5));
        NdArray input = floats(new Random(4).doubles(time * 4, -1, 1).toArray(), 1, time, 4);
        Recording whole = new Recording("whole", Mode.INFERENCE, 1);
        Tensor x = whole.recorder().input("x", input.type());
        var wholeFunction = whole.finish(Map.of("y", whole.root().apply("attn", layer, x)));
        Map<String, NdArray> state =
                new HashMap<>(
                        OracleRun.writes(
                                Recording.initialization(whole.variables(), 1),
                                Map.of(),
                                List.of()));
        double[] expected = OracleRun.of(wholeFunction, state, List.of(input)).getFirst();

        Recording cached = new Recording("cached", Mode.INFERENCE, 1);
        Tensor one = cached.recorder().input("x", TensorType.of(DType.F32, 1, 1, 4));
        Tensor position = cached.recorder().input("position", TensorType.of(DType.I32));
        Tensor y = layer.forwardCached(cached.root().child("attn"), one, position, 8);
        var step = cached.finish(Map.of("y", y));
        cached.variables().forEach(v -> state.putIfAbsent(v.path(), NdArray.zeros(v.type())));
        for (int t = 0; t < time; t++) {
            NdArray row = NdArray.zeros(TensorType.of(DType.F32, 1, 1, 4));
            for (int i = 0; i < 4; i++) {
                row.set(i, input.get(t * 4 + i));
            }
            List<NdArray> inputs = List.of(row, NdArray.scalar(t));
            double[] actual = OracleRun.of(step, state, inputs).getFirst();
            // The cache holds keys and values as F32.
            assertThat(actual)
                    .containsExactly(Arrays.copyOfRange(expected, t * 4, t * 4 + 4), within(1e-5));
            state.putAll(OracleRun.writes(step, state, inputs));
        }
    }

    @Test
    void headsThatDoNotDivideTheChannelsAreRefused() {
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, 1, 2, 5));
        CausalSelfAttention layer =
                new CausalSelfAttention(2, 0, 0, Initializers.zeros(), Initializers.zeros());
        assertThatThrownBy(() -> layer.forward(recording.root(), x))
                .hasMessage(
                        "Attention with 2 heads was applied to f32[1,2,5]; accepted are channels"
                                + " that the heads divide.");
    }

    private static NdArray floats(double[] values, long... sizes) {
        NdArray array = NdArray.zeros(TensorType.of(DType.F32, sizes));
        for (int i = 0; i < values.length; i++) {
            array.set(i, values[i]);
        }
        return array;
    }
}
