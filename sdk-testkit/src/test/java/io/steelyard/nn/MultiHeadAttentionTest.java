package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.composite.RopeRule;
import io.steelyard.composite.RopeRule.Pairing;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Attention layers on the oracle against their formulas in plain double arithmetic. */
final class MultiHeadAttentionTest {
    /** The oracle computes in float64; only constants of a program are rounded to F32. */
    private static final double TOLERANCE = 1e-6;

    private static final int BATCH = 2;
    private static final int TIME = 5;
    private static final int CHANNELS = 6;
    private static final int HEADS = 4;
    private static final int DIM = 4;

    private static final MultiHeadAttention PLAIN = new MultiHeadAttention(HEADS, DIM);

    private static final RopeRule HALVES = new RopeRule(100, 4, Pairing.HALVES);
    private static final RopeRule NEIGHBOURS = new RopeRule(100, 2, Pairing.NEIGHBOURS);

    /** A layer with parameters of its own, and what it gives. */
    private record Run(Map<String, NdArray> parameters, double[] result) {}

    private static Run run(Golden.Body body, NdArray... inputs) {
        Recording recording = new Recording("attention", Mode.INFERENCE, 0);
        List<Tensor> tensors = new ArrayList<>();
        for (NdArray input : inputs) {
            tensors.add(recording.recorder().input("input" + tensors.size(), input.type()));
        }
        Tensor output = body.record(recording.root(), tensors).getFirst();
        Map<String, NdArray> contents = new HashMap<>();
        for (Variable variable : recording.variables()) {
            contents.put(
                    variable.path(),
                    variable.kind() == Variable.Kind.PARAMETER
                            ? Golden.values(10 + contents.size(), variable.type().shape().toArray())
                            : NdArray.zeros(variable.type()));
        }
        return new Run(
                contents,
                OracleRun.of(recording.finish(Map.of("output", output)), contents, List.of(inputs))
                        .getFirst());
    }

    private static void check(MultiHeadAttention layer) {
        NdArray x = Golden.values(1, BATCH, TIME, CHANNELS);
        Run run = run((scope, in) -> List.of(layer.forward(scope, in.getFirst())), x);
        assertClose(run.result, byHand(layer, run.parameters, x, x, (b, j) -> true));
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    @Test
    void allSeeAll() {
        check(PLAIN);
        check(PLAIN.withoutBias());
    }

    @Test
    void aPositionSeesNoneAfterIt() {
        check(PLAIN.withCausality());
    }

    @Test
    void headsShareKeys() {
        check(PLAIN.withKeyHeads(2));
        check(PLAIN.withKeyHeads(1).withCausality());
    }

    @Test
    void theWindowSlides() {
        check(PLAIN.withWindow(2));
        check(PLAIN.withWindow(1).withKeyHeads(2));
    }

    @Test
    void queriesAndKeysTurn() {
        check(PLAIN.withRotary(HALVES));
        check(PLAIN.withRotary(NEIGHBOURS).withCausality().withKeyHeads(2));
    }

    @Test
    void paddingIsNotSeen() {
        NdArray x = Golden.values(1, BATCH, TIME, CHANNELS);
        NdArray seen =
                NdArray.of(
                        new boolean[] {
                            true, true, true, false, false, true, true, true, true, false
                        },
                        BATCH,
                        TIME);
        Run run =
                run((scope, in) -> List.of(PLAIN.masked(scope, in.getFirst(), in.get(1))), x, seen);
        assertClose(
                run.result,
                byHand(PLAIN, run.parameters, x, x, (b, j) -> seen.get(b * TIME + j) != 0));
    }

    @Test
    void anotherSequenceIsLookedAt() {
        NdArray x = Golden.values(1, BATCH, TIME, CHANNELS);
        NdArray memory = Golden.values(2, BATCH, 3, 7);
        Run run =
                run(
                        (scope, in) ->
                                List.of(
                                        PLAIN.cross(
                                                scope, in.getFirst(), in.get(1), Optional.empty())),
                        x,
                        memory);
        assertClose(run.result, byHand(PLAIN, run.parameters, x, memory, (b, j) -> true));
    }

    /** The positions given at once and one after the other give the same. */
    @Test
    void cachedPositionsAreThoseOfTheWholeSequence() {
        MultiHeadAttention layer = PLAIN.withRotary(HALVES).withWindow(3).withKeyHeads(2);
        NdArray x = Golden.values(1, 1, TIME, CHANNELS);
        Run steps =
                run(
                        (scope, in) -> {
                            List<Tensor> parts = new ArrayList<>();
                            for (int t = 0; t < TIME; t++) {
                                Tensor position = in.getFirst().recorder().constant(DType.I32, t);
                                Tensor now = in.getFirst().slice(1, t, t + 1);
                                parts.add(layer.forwardCached(scope, now, position, 8));
                            }
                            return List.of(
                                    parts.getFirst()
                                            .concat(
                                                    1,
                                                    parts.subList(1, TIME).toArray(Tensor[]::new)));
                        },
                        x);
        assertClose(steps.result, byHand(layer, steps.parameters, x, x, (b, j) -> true));
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        MultiHeadAttention layer = PLAIN.withRotary(HALVES).withWindow(3).withKeyHeads(2);
        LayerGradients.check("attention", layer, Golden.values(1, 2, 4, 3));
        LayerGradients.check(
                "sinusoidal positions", new SinusoidalPositions(), Golden.values(1, 3, 4));
        LayerGradients.check("learned positions", new LearnedPositions(5), Golden.values(1, 3, 4));
    }

    @Test
    void sinusoidsAreThoseOfThePaper() {
        NdArray zero = NdArray.zeros(TensorType.of(DType.F32, 3, 5));
        double[] waves =
                run(
                                (scope, in) ->
                                        List.of(
                                                new SinusoidalPositions()
                                                        .forward(scope, in.getFirst())),
                                zero)
                        .result;
        for (int position = 0; position < 3; position++) {
            for (int channel = 0; channel < 5; channel++) {
                double angle = position / Math.pow(10_000, channel / 2 * 2 / 5.0);
                assertThat(waves[position * 5 + channel])
                        .isCloseTo(
                                channel % 2 == 0 ? Math.sin(angle) : Math.cos(angle), within(1e-7));
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> PLAIN.withKeyHeads(3))
                .hasMessage(
                        "MultiHeadAttention was given the key heads 3; accepted are divisors of"
                                + " the 4 heads.");
        assertThatThrownBy(() -> new RopeRule(10, 3, Pairing.HALVES))
                .hasMessage(
                        "A rotary embedding of 3 channels with the base 10.0 was asked for;"
                                + " accepted are an even number of channels and a base above 0.");
        NdArray x = Golden.values(1, 1, 4, 3);
        assertThatThrownBy(
                        () ->
                                run(
                                        (scope, in) ->
                                                List.of(
                                                        new LearnedPositions(3)
                                                                .forward(scope, in.getFirst())),
                                        x))
                .hasMessageContaining(
                        "Learned positions for 3 elements were applied to f32[1,4,3]");
        assertThatThrownBy(
                        () ->
                                run(
                                        (scope, in) ->
                                                List.of(
                                                        PLAIN.forwardCached(
                                                                scope,
                                                                in.getFirst(),
                                                                in.getFirst()
                                                                        .recorder()
                                                                        .constant(DType.I32, 0),
                                                                8)),
                                        x))
                .hasMessageContaining("accepted is causal attention");
    }

    /** Whether a position of the memory may be seen. */
    @FunctionalInterface
    private interface Seen {
        boolean at(int batch, int position);
    }

    private static double[] byHand(
            MultiHeadAttention layer,
            Map<String, NdArray> parameters,
            NdArray x,
            NdArray memory,
            Seen seen) {
        int batch = (int) x.shape().size(0);
        int queries = (int) x.shape().size(1);
        int keys = (int) memory.shape().size(1);
        int channels = (int) x.shape().size(2);
        int width = layer.heads() * layer.headDim();
        double[] result = new double[batch * queries * channels];
        for (int b = 0; b < batch; b++) {
            double[][] q = projected(layer, parameters, "q_proj", x, b, true);
            double[][] k = projected(layer, parameters, "k_proj", memory, b, true);
            double[][] v = projected(layer, parameters, "v_proj", memory, b, false);
            for (int i = 0; i < queries; i++) {
                double[] mixed = new double[width];
                for (int h = 0; h < layer.heads(); h++) {
                    int keyHead = h / (layer.heads() / layer.keyHeads());
                    double[] weights = new double[keys];
                    double sum = 0;
                    for (int j = 0; j < keys; j++) {
                        boolean visible =
                                seen.at(b, j)
                                        && (!layer.causal() || j <= i)
                                        && (layer.window() == 0 || j > i - layer.window());
                        double score = 0;
                        for (int d = 0; d < layer.headDim(); d++) {
                            score +=
                                    q[i][h * layer.headDim() + d]
                                            * k[j][keyHead * layer.headDim() + d];
                        }
                        weights[j] = visible ? Math.exp(score / Math.sqrt(layer.headDim())) : 0;
                        sum += weights[j];
                    }
                    for (int j = 0; j < keys; j++) {
                        for (int d = 0; d < layer.headDim(); d++) {
                            mixed[h * layer.headDim() + d] +=
                                    weights[j] / sum * v[j][keyHead * layer.headDim() + d];
                        }
                    }
                }
                double[] row = linear(parameters, "o_proj", mixed, channels);
                System.arraycopy(row, 0, result, (b * queries + i) * channels, channels);
            }
        }
        return result;
    }

    private static double[][] projected(
            MultiHeadAttention layer,
            Map<String, NdArray> parameters,
            String name,
            NdArray x,
            int batch,
            boolean turns) {
        int time = (int) x.shape().size(1);
        int channels = (int) x.shape().size(2);
        int heads = name.equals("q_proj") ? layer.heads() : layer.keyHeads();
        double[][] rows = new double[time][];
        for (int t = 0; t < time; t++) {
            int at = (batch * time + t) * channels;
            double[] row = IntStream.range(0, channels).mapToDouble(c -> x.get(at + c)).toArray();
            rows[t] = linear(parameters, name, row, heads * layer.headDim());
            if (turns && layer.rotary().isPresent()) {
                for (int h = 0; h < heads; h++) {
                    turn(layer.rotary().get(), rows[t], h * layer.headDim(), t);
                }
            }
        }
        return rows;
    }

    private static double[] linear(
            Map<String, NdArray> parameters, String name, double[] row, int units) {
        NdArray weight = parameters.get(name + ".weight"); // [units, in]
        NdArray bias = parameters.get(name + ".bias");
        double[] result = new double[units];
        for (int unit = 0; unit < units; unit++) {
            result[unit] = bias == null ? 0 : bias.get(unit);
            for (int i = 0; i < row.length; i++) {
                result[unit] += row[i] * weight.get((long) unit * row.length + i);
            }
        }
        return result;
    }

    private static void turn(RopeRule rule, double[] row, int from, int position) {
        for (int pair = 0; pair < rule.rotated() / 2; pair++) {
            double angle = position * Math.pow(rule.base(), -2.0 * pair / rule.rotated());
            int first = from + (rule.pairing() == Pairing.HALVES ? pair : 2 * pair);
            int second = rule.pairing() == Pairing.HALVES ? first + rule.rotated() / 2 : first + 1;
            double a = row[first];
            double b = row[second];
            row[first] = a * Math.cos(angle) - b * Math.sin(angle);
            row[second] = b * Math.cos(angle) + a * Math.sin(angle);
        }
    }
}
