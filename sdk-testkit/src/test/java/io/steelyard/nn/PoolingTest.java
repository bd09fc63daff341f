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
import io.steelyard.testkit.OracleRun;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Pooling on the oracle against PyTorch and plain arithmetic, and what it refuses. */
final class PoolingTest {
    private static void golden(String name, Layer layer, long... input) {
        Golden.check(
                name,
                (scope, in) -> List.of(layer.forward(scope, in.getFirst())),
                Golden.values(0, input));
    }

    @Test
    void poolingIsThatOfPyTorch() {
        golden(
                "max pool",
                new MaxPool(Kernel.of(3, 2).withStride(2, 1).withPadding(Padding.of(1, 0))),
                2,
                5,
                4,
                2);
        golden(
                "max pool dilated",
                new MaxPool(Kernel.of(3).withDilation(2).withPadding(Padding.of(1))),
                1,
                7,
                2);
        golden("average pool", AveragePool.of(2, 2), 2, 5, 4, 2);
        Kernel padded = Kernel.of(3, 3).withStride(2).withPadding(Padding.of(1));
        golden("average pool counting", new AveragePool(padded, true), 1, 5, 4, 2);
        golden("average pool not counting", new AveragePool(padded, false), 1, 5, 4, 2);
        golden("average pool 3d", AveragePool.of(2, 2, 2), 1, 4, 2, 4, 1);
        golden("adaptive pool", new AdaptiveAveragePool(List.of(3, 5)), 1, 7, 5, 2);
    }

    @Test
    void globalPoolingLeavesAChannelAxis() {
        NdArray input = NdArray.of(new float[] {1, 10, 2, 20, 6, -30, -1, 40}, 1, 2, 2, 2);
        assertThat(run(new GlobalAveragePool(), input)).containsExactly(2, 10);
        assertThat(run(new GlobalMaxPool(), input)).containsExactly(6, 40);
        NdArray noSpatialAxis = NdArray.of(new float[] {1, 2}, 1, 2);
        assertThat(run(new GlobalAveragePool(), noSpatialAxis)).containsExactly(1, 2);
        assertThat(run(new GlobalMaxPool(), noSpatialAxis)).containsExactly(1, 2);
    }

    private static double[] run(Layer layer, NdArray input) {
        return OracleRun.of(
                        List.of(input),
                        in ->
                                List.of(
                                        layer.forward(
                                                new Recording("f", Mode.INFERENCE, 0).root(),
                                                in.getFirst())))
                .getFirst();
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        NdArray image = Golden.values(5, 2, 5, 4, 2);
        Kernel same = Kernel.of(3, 2).withStride(2).withPadding(Padding.same());
        LayerGradients.check("max", new MaxPool(same), image);
        LayerGradients.check("average", new AveragePool(same, false), image);
        LayerGradients.check("average, counting", new AveragePool(same, true), image);
        LayerGradients.check("adaptive", new AdaptiveAveragePool(List.of(2, 3)), image);
        LayerGradients.check("global average", new GlobalAveragePool(), image);
        LayerGradients.check("global max", new GlobalMaxPool(), image);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new MaxPool(Kernel.of(2).withPadding(Padding.of(2))), 1, 8, 3),
                "A pooling with a kernel of sizes [2] has 2 elements of padding on a side of"
                        + " spatial axis 0; accepted are fewer than the 2 that the kernel spans, so"
                        + " that each window meets the input.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(AveragePool.of(2, 2), 1, 8, 3),
                "A kernel of sizes [2, 2] was applied to f32[1,8,3]; accepted are [batch,"
                        + " spatial.., channels] with 2 spatial axes.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new AdaptiveAveragePool(List.of(1, 0)),
                "An adaptive pooling to [1, 0] positions was asked for; accepted are 1 or more for"
                        + " each spatial axis.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> record(new AdaptiveAveragePool(List.of(1, 1)), 1, 8, 3),
                "An adaptive pooling to [1, 1] positions was applied to f32[1,8,3]; accepted are"
                        + " [batch, spatial.., channels] with a spatial axis for each.");
    }

    private static void record(Layer layer, long... input) {
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
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
