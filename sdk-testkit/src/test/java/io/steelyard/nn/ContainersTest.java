package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Function;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Layers that hold layers, and those that have no parameters. */
final class ContainersTest {
    private static Function record(Mode mode, Layer layer, long... input) {
        Recording recording = recording(mode, layer, input);
        return recording.finish(recording.taps());
    }

    private static Recording recording(Mode mode, Layer layer, long... input) {
        Recording recording = new Recording("f", mode, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        recording.root().tap("y", recording.root().apply("part", layer, x));
        return recording;
    }

    private static List<String> parameters(Layer layer, long... input) {
        return recording(Mode.INFERENCE, layer, input).variables().stream()
                .map(Variable::path)
                .toList();
    }

    /** With parameters of 0.5 and the first step. */
    private static double[] run(Mode mode, Layer layer, NdArray input) {
        long[] sizes = input.shape().toArray();
        Map<String, NdArray> state = new HashMap<>();
        for (Variable variable : recording(mode, layer, sizes).variables()) {
            NdArray content = NdArray.zeros(variable.type());
            if (variable.kind() == Variable.Kind.PARAMETER) {
                for (long i = 0; i < variable.type().elements(); i++) {
                    content.set(i, 0.5);
                }
            }
            state.put(variable.path(), content);
        }
        return OracleRun.of(record(mode, layer, sizes), state, List.of(input)).getFirst();
    }

    @Test
    void aSequenceAppliesItsLayersInTheirOrder() {
        Layer layers = Sequential.of(new Dense(2), Activation.RELU, new Dense(1));
        assertThat(parameters(layers, 1, 3))
                .containsExactly("part.0.weight", "part.0.bias", "part.2.weight", "part.2.bias");
        // 0.5 (1 + 2 - 4) + 0.5 = 0, and twice 0.5 * 0, plus 0.5
        NdArray input = NdArray.of(new float[] {1, 2, -4, 1, 2, 4}, 2, 3);
        assertThat(run(Mode.TRAINING, layers, input)).containsExactly(0.5, 4.5);
        assertThat(run(Mode.TRAINING, Sequential.of(), input)).containsExactly(1, 2, -4, 1, 2, 4);
    }

    @Test
    void aResidualConnectionAddsTheInput() {
        NdArray input = NdArray.of(new float[] {1, 2}, 1, 2);
        assertThat(parameters(new Residual(new Dense(2)), 1, 2))
                .containsExactly("part.weight", "part.bias");
        assertThat(run(Mode.TRAINING, new Residual(new Dense(2)), input)).containsExactly(3, 4);
        Layer projected = new Residual(new Dense(1)).withShortcut(new Dense(1));
        assertThat(parameters(projected, 1, 2))
                .containsExactly(
                        "part.weight", "part.bias", "part.shortcut.weight", "part.shortcut.bias");
        assertThat(run(Mode.TRAINING, projected, input)).containsExactly(4);
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(Mode.TRAINING, new Residual(new Dense(3)), 1, 2),
                "A residual connection adds f32[1,3] to f32[1,2]; accepted are equal types, so"
                        + " change the layer or give it a shortcut.");
    }

    @Test
    void aRecomputedLayerIsTheSameLayerInsideACall() {
        Layer plain = Sequential.of(new Dense(3), new Dropout(0.5f), Activation.TANH, new Dense(2));
        Layer again = new Recomputed(plain);
        NdArray input = Golden.values(1, 2, 4);
        assertThat(parameters(again, 2, 4)).isEqualTo(parameters(plain, 2, 4));
        assertThat(run(Mode.TRAINING, again, input)).isEqualTo(run(Mode.TRAINING, plain, input));
        assertThat(record(Mode.TRAINING, again, 2, 4).nodes())
                .filteredOn(node -> node.op() instanceof Op.Call call && call.recompute())
                .hasSize(1);
        LayerGradients.check("recomputed", again, input);
    }

    @Test
    void flatteningKeepsTheBatch() {
        NdArray input = Golden.values(1, 2, 2, 1, 3);
        assertThat(record(Mode.INFERENCE, new Flatten(), 2, 2, 1, 3).outputTypes())
                .containsExactly(TensorType.of(DType.F32, 2, 6));
        assertThat(record(Mode.INFERENCE, new Flatten(), 2).outputTypes())
                .containsExactly(TensorType.of(DType.F32, 2, 1));
        assertThat(run(Mode.INFERENCE, new Flatten(), input))
                .startsWith(input.get(0), input.get(1));
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(Mode.INFERENCE, new Flatten()),
                "A flattening was applied to f32[]; accepted are [batch, ..].");
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsAreThoseOfPyTorch(Activation activation) {
        activation(activation.name(), activation);
    }

    @Test
    void aLeakyRectifierIsThatOfPyTorch() {
        activation("leaky relu", new LeakyRelu(0.25f));
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new LeakyRelu(-1),
                "LeakyRelu was given the slope -1.0; accepted are finite numbers of 0 or more.");
    }

    private static void activation(String name, Layer activation) {
        Golden.check(
                name,
                (scope, in) -> List.of(activation.forward(scope, in.getFirst().mul(8))),
                Golden.values(0, 2, 5));
        LayerGradients.check(name, activation, Golden.values(0, 2, 5));
    }

    private static void refuses(ErrorCode code, Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
