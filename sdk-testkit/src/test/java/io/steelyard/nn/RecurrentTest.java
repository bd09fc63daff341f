package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.autodiff.Gradients;
import io.steelyard.composite.RnnRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Scope;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.program.pass.Pipeline;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleBackend;
import io.steelyard.testkit.OracleRun;
import io.steelyard.train.ModelState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Recurrent layers on the oracle against PyTorch, and what they refuse. */
final class RecurrentTest {
    private static final RnnRule.Activation RELU = RnnRule.Activation.RELU;

    /** Inputs are the values, then first states, then lengths. */
    private static Golden.Body body(
            BiFunction<Scope, RecurrentInput, RecurrentOutput> stack, boolean padded) {
        return (scope, in) -> {
            int last = in.size() - (padded ? 1 : 0);
            Tensor[] states = in.subList(1, last).toArray(Tensor[]::new);
            RecurrentInput input = RecurrentInput.of(in.getFirst()).withStates(states);
            RecurrentOutput output =
                    stack.apply(scope, padded ? input.withLengths(in.getLast()) : input);
            List<Tensor> all = new ArrayList<>(List.of(output.values()));
            all.addAll(output.states());
            return all;
        };
    }

    @Test
    void recurrentLayersAreThoseOfPyTorch() {
        NdArray x = Golden.values(0, 2, 4, 2);
        NdArray first = Golden.values(1, 1, 2, 3);
        Golden.check("lstm", body(new Lstm(3)::run, false), x, first, Golden.values(2, 1, 2, 3));
        Golden.check("gru", body(new Gru(3)::run, false), x, first);
        Golden.check("rnn", body(new SimpleRnn(3)::run, false), x, first);
        Golden.check(
                "lstm in layers", body(new Lstm(3, 2, 0)::run, false), Golden.values(0, 1, 3, 2));
        Golden.check(
                "lstm in both directions",
                body(new Bidirectional(new Lstm(2, 2, 0))::run, false),
                Golden.values(0, 2, 3, 2),
                Golden.values(1, 4, 2, 2),
                Golden.values(2, 4, 2, 2));
    }

    @Test
    void paddedSequencesAreThoseOfPyTorch() {
        NdArray x = Golden.values(0, 3, 4, 2);
        NdArray first = Golden.values(1, 4, 3, 2);
        NdArray lengths = NdArray.of(new int[] {2, 4, 1}, 3);
        Golden.check(
                "lstm of lengths",
                body(new Bidirectional(new Lstm(2, 2, 0))::run, true),
                x,
                first,
                Golden.values(2, 4, 3, 2),
                lengths);
        Golden.check(
                "gru of lengths",
                body(new Bidirectional(new Gru(2, 2, 0))::run, true),
                x,
                first,
                lengths);
        Golden.check(
                "rnn of lengths, relu",
                body(new Bidirectional(new SimpleRnn(2, 2, 0, RELU))::run, true),
                x,
                first,
                lengths);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        NdArray x = Golden.values(5, 2, 3, 2);
        NdArray lengths = NdArray.of(new int[] {3, 1}, 2);
        for (Recurrent layer :
                List.of(
                        new Lstm(2, 2, 0.25f),
                        new Gru(2, 2, 0.25f),
                        new SimpleRnn(2, 2, 0.25f, RELU))) {
            LayerGradients.check(layer.toString(), layer, x);
            LayerGradients.checkBody(
                    layer + " of lengths", body(new Bidirectional(layer)::run, true), x, lengths);
        }
    }

    /** A gradient that began with the forward loop again would make it three. */
    @Test
    void trainingRunsOneLoopForwardAndOneBack() {
        for (Recurrent layer : List.of(new Lstm(2), new Gru(2), new SimpleRnn(2))) {
            Recording recording = new Recording("f", Mode.TRAINING, 0);
            Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, 2, 3, 2));
            Tensor loss = layer.forward(recording.root(), x).sum();
            Tensor gradient = Gradients.of(loss, List.of(x)).getFirst();
            Function function =
                    Pipeline.standard(_ -> false, true)
                            .apply(recording.finish(Map.of("loss", loss, "gradient", gradient)));
            assertThat(function.nodes())
                    .filteredOn(node -> node.op() instanceof Op.Scan)
                    .as("%s", layer)
                    .hasSize(2);
        }
    }

    /** What is below the smallest normal number takes processors a hundred times as long. */
    @Test
    void aGradientThatHasVanishedIsNothing() {
        NdArray data = Golden.values(0, 1, 400, 2);
        for (Recurrent layer : List.of(new Lstm(2), new Gru(2), new SimpleRnn(2))) {
            Recording recording = new Recording("f", Mode.TRAINING, 0);
            Tensor x = recording.recorder().input("x", data.type());
            Tensor last = layer.run(recording.root(), RecurrentInput.of(x)).states().getFirst();
            Tensor gradient = Gradients.of(last.sum(), List.of(x)).getFirst();
            double[] values = run(recording, gradient, data);
            assertThat(Arrays.copyOf(values, 10)).as("%s", layer).containsOnly(0);
            assertThat(Arrays.copyOfRange(values, 790, 800)).as("%s", layer).doesNotContain(0);
        }
    }

    @Test
    void dropoutActsBetweenLayersInTrainingOnly() {
        Lstm dropped = new Lstm(2, 2, 0.5f);
        Lstm plain = new Lstm(2, 2, 0);
        assertThat(run(dropped, Mode.INFERENCE)).isEqualTo(run(plain, Mode.INFERENCE));
        assertThat(run(dropped, Mode.TRAINING)).isNotEqualTo(run(plain, Mode.TRAINING));
        assertThat(run(new Lstm(2, 1, 0.5f), Mode.TRAINING))
                .isEqualTo(run(new Lstm(2), Mode.TRAINING));
    }

    private static List<Double> run(Layer layer, Mode mode) {
        Recording recording = new Recording("f", mode, 0);
        NdArray data = Golden.values(0, 1, 3, 2);
        Tensor x = recording.recorder().input("x", data.type());
        double[] values = run(recording, layer.forward(recording.root(), x), data);
        return Arrays.stream(values).boxed().toList();
    }

    private static double[] run(Recording recording, Tensor result, NdArray input) {
        Map<String, NdArray> state = new HashMap<>();
        recording
                .variables()
                .forEach(
                        variable ->
                                state.put(
                                        variable.path(),
                                        variable.path().equals(Recording.STEP)
                                                ? NdArray.scalar(0)
                                                : Golden.values(
                                                        state.size(),
                                                        variable.type().shape().toArray())));
        return OracleRun.of(recording.finish(Map.of("y", result)), state, List.of(input))
                .getFirst();
    }

    @Test
    void parametersHaveTheirNamesAndShapes() {
        assertThat(variables(new Lstm(3, 2, 0), 1, 4, 2))
                .containsExactly(
                        "rnn.weight_ih_l0 f32[12,2]",
                        "rnn.weight_hh_l0 f32[12,3]",
                        "rnn.bias_ih_l0 f32[12]",
                        "rnn.bias_hh_l0 f32[12]",
                        "rnn.weight_ih_l1 f32[12,3]",
                        "rnn.weight_hh_l1 f32[12,3]",
                        "rnn.bias_ih_l1 f32[12]",
                        "rnn.bias_hh_l1 f32[12]");
        assertThat(variables(new Bidirectional(new Gru(3)), 1, 4, 2))
                .containsExactly(
                        "rnn.weight_ih_l0 f32[9,2]",
                        "rnn.weight_hh_l0 f32[9,3]",
                        "rnn.bias_ih_l0 f32[9]",
                        "rnn.bias_hh_l0 f32[9]",
                        "rnn.weight_ih_l0_reverse f32[9,2]",
                        "rnn.weight_hh_l0_reverse f32[9,3]",
                        "rnn.bias_ih_l0_reverse f32[9]",
                        "rnn.bias_hh_l0_reverse f32[9]");
        assertThat(variables(new SimpleRnn(3), 1, 4, 2))
                .contains("rnn.weight_ih_l0 f32[3,2]", "rnn.bias_hh_l0 f32[3]");
    }

    /** Gates are input, forget, cell and output; each layer and direction has its own. */
    @Test
    void theForgetGatesOfAnLstmBeginWithTheirBias() {
        Lstm lstm = new Lstm(2, 2, 0).withForgetBias(1.5f);
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, 1, 3, 2));
        recording.root().apply("rnn", new Bidirectional(lstm), x);
        try (OracleBackend oracle = new OracleBackend();
                ModelState state = ModelState.initialize(oracle, recording.variables(), 5)) {
            for (String each : List.of("l0", "l0_reverse", "l1", "l1_reverse")) {
                assertThat(state.device().read("rnn.bias_ih_" + each).toFloatArray())
                        .containsExactly(0, 0, 1.5f, 1.5f, 0, 0, 0, 0);
                assertThat(state.device().read("rnn.bias_hh_" + each).toFloatArray())
                        .doesNotContain(0, 1.5f);
            }
        }
    }

    private static List<String> variables(Layer layer, long... input) {
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        recording.root().apply("rnn", layer, x);
        return recording.variables().stream()
                .map(variable -> variable.path() + " " + variable.type())
                .toList();
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new Lstm(0),
                "Lstm was given the hidden size 0; accepted are 1 or more.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new Gru(2, 0, 0),
                "Gru was given the number of layers 0; accepted are 1 or more.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new SimpleRnn(2, 1, 1, RELU),
                "SimpleRnn was given the dropout 1.0; accepted are numbers from 0 up to, but not"
                        + " including, 1.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new Lstm(2).withForgetBias(-1),
                "Lstm was given the bias of the forget gates -1.0; accepted are finite numbers of 0"
                        + " or more.");
        String layer = "A recurrent layer Gru[hidden=2, layers=1, dropout=0.0] was applied to ";
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> variables(new Gru(2), 4, 3),
                layer + "f32[4,3]; accepted are [batch, time, channels].");
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, 2, 4, 3));
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> new Gru(2).run(recording.root(), RecurrentInput.of(x).withLengths(x)),
                layer
                        + "f32[2,4,3]; accepted are lengths of type i32[2], but they are"
                        + " f32[2,4,3].");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> new Gru(2).run(recording.root(), RecurrentInput.of(x).withStates(x, x)),
                layer
                        + "f32[2,4,3]; accepted are none or 1 states of type f32[1,2,2], but they"
                        + " are [f32[2,4,3], f32[2,4,3]].");
    }

    private static void refuses(ErrorCode code, Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
