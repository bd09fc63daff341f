package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** A mixture of experts on the oracle against PyTorch and by hand. */
final class MixtureOfExpertsTest {
    private static final double ALL = Double.POSITIVE_INFINITY;

    private static Golden.Body body(MixtureOfExperts mixture) {
        return (scope, in) -> {
            Tensor y = mixture.forward(scope, in.getFirst());
            return List.of(y, scope.recording().losses().get("load_balance"));
        };
    }

    @Test
    void theMixtureIsThatOfPyTorch() {
        NdArray x = Golden.values(0, 2, 4, 2);
        Layer expert = new Linear(3);
        Golden.check("two of three experts", body(new MixtureOfExperts(3, 2, expert, ALL, 0.5)), x);
        Golden.check("one of three experts", body(new MixtureOfExperts(3, 1, expert, ALL, 0.5)), x);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        LayerGradients.checkBody(
                "experts",
                body(new MixtureOfExperts(4, 2, new Linear(2), 1, 0.5)),
                Golden.values(3, 1, 6, 3));
    }

    /** Three of four tokens choose expert 0, which serves the two that give it most. */
    @Test
    void anExpertServesTheLargestWeightsUpToItsCapacity() {
        NdArray x = NdArray.of(new float[] {1, 3, 2, -1}, 4, 1);
        Map<String, NdArray> state =
                Map.of(
                        "gate.weight",
                        NdArray.of(new float[] {1, 0, -1}, 3, 1),
                        "experts.0.weight",
                        NdArray.of(new float[] {10}, 1, 1),
                        "experts.1.weight",
                        NdArray.of(new float[] {100}, 1, 1),
                        "experts.2.weight",
                        NdArray.of(new float[] {1000}, 1, 1));
        // Logits x, 0, -x: the second choice is expert 1 always.
        double[] second = new double[4];
        for (int i = 0; i < 4; i++) {
            second[i] = 1 / (1 + Math.exp(Math.abs(x.get(i))));
        }
        double[] first = new double[4];
        for (int i = 0; i < 4; i++) {
            first[i] = x.get(i) * (1 - second[i]) * (x.get(i) > 0 ? 10 : 1000);
        }
        // 0.75 * 4 * 2 / 3 = 2: of expert 0 the tokens 3 and 2, of expert 1 the tokens 1 and -1.
        double[] expected = {
            100 * second[0], first[1], first[2], first[3] - 100 * second[3],
        };
        assertThat(run(0.75, state, x)).containsExactly(expected, within(1e-12));
        for (int i = 0; i < 4; i++) {
            expected[i] = first[i] + 100 * x.get(i) * second[i];
        }
        assertThat(run(2, state, x)).containsExactly(expected, within(1e-12));
    }

    private static double[] run(double capacity, Map<String, NdArray> state, NdArray x) {
        Layer expert = new Linear(1, false, Initializers.zeros());
        Layer mixture = new MixtureOfExperts(3, 2, expert).withCapacity(capacity);
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor input = recording.recorder().input("x", x.type());
        Tensor y = mixture.forward(recording.root(), input);
        return OracleRun.of(recording.finish(Map.of("y", y)), state, List.of(x)).getFirst();
    }

    @Test
    void theLoadIsBalancedInTrainingOnly() {
        MixtureOfExperts mixture = new MixtureOfExperts(3, 2, new Linear(2));
        assertThat(recorded(Mode.TRAINING, mixture, 4, 2).losses())
                .containsOnlyKeys("moe.load_balance");
        assertThat(recorded(Mode.INFERENCE, mixture, 4, 2).losses()).isEmpty();
        assertThat(recorded(Mode.TRAINING, mixture.withBalance(0), 4, 2).losses()).isEmpty();
    }

    @Test
    void parametersHaveTheirNamesAndShapes() {
        assertThat(
                        recorded(Mode.INFERENCE, new MixtureOfExperts(2, 1, new Linear(3)), 1, 4, 5)
                                .variables())
                .extracting(variable -> variable.path() + " " + variable.type())
                .containsExactly(
                        "moe.gate.weight f32[2,5]",
                        "moe.experts.0.weight f32[3,5]",
                        "moe.experts.0.bias f32[3]",
                        "moe.experts.1.weight f32[3,5]",
                        "moe.experts.1.bias f32[3]");
    }

    private static Recording recorded(Mode mode, Layer layer, long... input) {
        Recording recording = new Recording("f", mode, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        recording.root().apply("moe", layer, x);
        return recording;
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        Layer expert = new Linear(2);
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new MixtureOfExperts(0, 1, expert),
                "MixtureOfExperts was given the number of experts 0; accepted are 1 or more.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new MixtureOfExperts(4, 5, expert),
                "MixtureOfExperts was given the number of chosen experts 5; accepted are 1 to 4,"
                        + " all of them.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new MixtureOfExperts(4, 2, expert).withCapacity(0),
                "MixtureOfExperts was given the capacity 0.0; accepted are numbers above 0.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new MixtureOfExperts(4, 2, expert).withBalance(-1),
                "MixtureOfExperts was given the balance -1.0; accepted are finite numbers of 0 or"
                        + " more.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> recorded(Mode.INFERENCE, new MixtureOfExperts(4, 2, expert), 0, 3),
                "A mixture of experts was applied to f32[0,3]; accepted are [.., channels] with a"
                        + " token or more.");
    }

    @Test
    void whatIsNoTermOfALossIsRefused() {
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () ->
                        recorded(
                                Mode.TRAINING,
                                (scope, x) -> {
                                    scope.addLoss("size", x);
                                    return x;
                                },
                                2),
                "'moe.size' of type f32[2] is to be added to the loss; accepted are float scalars,"
                        + " so reduce it with mean() or sum() first.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () ->
                        recorded(
                                Mode.TRAINING,
                                new Recomputed(new MixtureOfExperts(2, 1, new Linear(2))),
                                2,
                                2),
                "'moe.load_balance' is to be added to the loss from inside a loop or a recomputed"
                        + " part; let that part return it, and add it outside.");
    }

    @Test
    void termsOfOnePathAreSummed() {
        Recording recording = new Recording("f", Mode.TRAINING, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32));
        recording.root().addLoss("term", x);
        recording.root().addLoss("term", x.mul(2));
        assertThat(
                        OracleRun.of(
                                recording.finish(recording.losses()),
                                Map.of(),
                                List.of(NdArray.scalar(5f))))
                .containsExactly(new double[] {15});
    }

    private static void refuses(ErrorCode code, Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
