package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Normalization over batches, groups and instances on the oracle against PyTorch. */
final class NormalizationTest {
    private static void golden(String name, Layer layer, long... input) {
        Golden.check(
                name,
                (scope, in) -> List.of(layer.forward(scope, in.getFirst())),
                Golden.values(0, input));
    }

    @Test
    void batchNormalizationIsThatOfPyTorch() {
        batchNorm("batch norm", 3, 2, 3, 2);
        batchNorm("batch norm of rows", 5, 3);
    }

    /** With other running statistics than those of the batch. */
    private static void batchNorm(String name, long... input) {
        long channels = input[input.length - 1];
        NdArray variance = Golden.values(21, channels);
        for (long i = 0; i < channels; i++) {
            variance.set(i, Math.abs(variance.get(i)));
        }
        NdArray batches = NdArray.zeros(TensorType.of(DType.I64));
        batches.setLong(0, 6);
        Map<String, NdArray> state =
                Map.of(
                        "running_mean",
                        Golden.values(20, channels),
                        "running_var",
                        variance,
                        "num_batches_tracked",
                        batches);
        Golden.Body body =
                (scope, in) -> List.of(new BatchNorm(0.3f, 1e-3f).forward(scope, in.getFirst()));
        NdArray x = Golden.values(0, input);
        assertThat(Golden.check(name + ", inference", Mode.INFERENCE, body, state, x)).isEmpty();
        Map<String, NdArray> updated = Golden.check(name, Mode.TRAINING, body, state, x);
        assertThat(updated).containsOnlyKeys("running_mean", "running_var", "num_batches_tracked");
        for (String running : List.of("running_mean", "running_var")) {
            NdArray array = updated.get(running);
            double[] actual = new double[Math.toIntExact(channels)];
            for (int i = 0; i < actual.length; i++) {
                actual[i] = array.get(i);
            }
            Golden.assertClose(name + "/" + running, actual);
        }
        assertThat(updated.get("num_batches_tracked").getLong(0)).isEqualTo(7);
    }

    @Test
    void groupAndInstanceNormalizationAreThoseOfPyTorch() {
        golden("group norm", new GroupNorm(3, 1e-3f, true), 2, 3, 2, 6);
        golden("group norm of rows", new GroupNorm(2), 2, 6);
        golden("instance norm", new InstanceNorm(1e-3f, false), 2, 5, 3);
        golden("instance norm with parameters", new InstanceNorm(1e-5f, true), 2, 2, 3, 2);
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        LayerGradients.check("batch", new BatchNorm(), Golden.values(2, 3, 2, 2));
        LayerGradients.check("group", new GroupNorm(2), Golden.values(3, 2, 3, 4));
        LayerGradients.check("instance", new InstanceNorm(), Golden.values(4, 2, 4, 3));
    }

    @Test
    void variablesHaveTheirNamesKindsAndShapes() {
        assertThat(variables(new BatchNorm(), 2, 4, 4, 3))
                .containsExactly(
                        "PARAMETER norm.weight f32[3]",
                        "PARAMETER norm.bias f32[3]",
                        "BUFFER norm.running_mean f32[3]",
                        "BUFFER norm.running_var f32[3]",
                        "BUFFER norm.num_batches_tracked i64[]");
        assertThat(variables(new GroupNorm(2), 2, 4, 4, 6))
                .containsExactly("PARAMETER norm.weight f32[6]", "PARAMETER norm.bias f32[6]");
        assertThat(variables(new InstanceNorm(), 2, 4, 4, 6)).isEmpty();
    }

    private static List<String> variables(Layer layer, long... input) {
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        recording.root().apply("norm", layer, x);
        return recording.variables().stream()
                .map(variable -> variable.kind() + " " + variable.path() + " " + variable.type())
                .toList();
    }

    @Test
    void whatHasNoMeaningIsRefused() {
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new BatchNorm(1.5f, 1e-5f),
                "BatchNorm was given the momentum 1.5; accepted are numbers from 0 to 1.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new BatchNorm(0.1f, -1),
                "BatchNorm was given the epsilon -1.0; accepted are finite numbers of 0 or more.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new GroupNorm(0),
                "GroupNorm was given the number of groups 0; accepted are 1 or more.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new BatchNorm(), 3),
                "A batch normalization was applied to f32[3]; accepted are [batch, .., channels].");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new BatchNorm(), 1, 3),
                "A batch normalization in training was applied to f32[1,3], in which a channel has"
                        + " fewer than 2 elements and so no variance; give it a larger batch.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new GroupNorm(4), 2, 3, 6),
                "A normalization in 4 groups was applied to f32[2,3,6]; accepted are [batch, ..,"
                        + " channels] with channels that the groups divide.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new InstanceNorm(), 2, 6),
                "An instance normalization was applied to f32[2,6]; accepted are [batch,"
                        + " spatial.., channels] with a spatial axis or more.");
    }

    private static void record(Layer layer, long... input) {
        Recording recording = new Recording("f", Mode.TRAINING, 0);
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        layer.forward(recording.root(), x);
    }

    private static void refuses(ErrorCode code, Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
