package io.steelyard.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Layer;
import io.steelyard.model.Mode;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Convolution layers on the oracle against PyTorch, and what they refuse. */
final class ConvolutionTest {
    private static void golden(String name, Layer layer, long... input) {
        Golden.check(
                name,
                (scope, in) -> List.of(layer.forward(scope, in.getFirst())),
                Golden.values(0, input));
    }

    @Test
    void convolutionsAreThoseOfPyTorch() {
        golden("conv1d", new Conv(3, Kernel.of(3)), 2, 7, 2);
        golden(
                "conv2d",
                new Conv(3, Kernel.of(3, 2).withStride(2, 1).withPadding(Padding.of(1, 0))),
                2,
                5,
                4,
                2);
        golden(
                "conv2d same, dilated",
                new Conv(2, Kernel.of(2, 3).withDilation(1, 2).withPadding(Padding.same())),
                1,
                5,
                6,
                2);
        golden(
                "conv2d in groups",
                new Conv(6, Kernel.of(2, 2)).withGroups(2).withoutBias(),
                1,
                4,
                4,
                4);
        golden("conv3d", new Conv(2, Kernel.of(2, 2, 2).withStride(1, 1, 2)), 1, 3, 3, 4, 2);
        golden(
                "conv1d causal",
                new Conv(2, Kernel.of(3).withDilation(2).withPadding(Padding.causal())),
                1,
                6,
                2);
        golden(
                "separable",
                new SeparableConv(
                        3,
                        Kernel.of(3, 3).withPadding(Padding.same()),
                        2,
                        true,
                        Initializers.heNormal()),
                1,
                4,
                4,
                2);
    }

    @Test
    void transposedConvolutionsAreThoseOfPyTorch() {
        golden(
                "transposed 1d",
                new ConvTransposed(2, Kernel.of(3).withStride(2).withPadding(Padding.of(1)))
                        .withOutputPadding(1),
                2,
                4,
                3);
        golden(
                "transposed 2d",
                new ConvTransposed(3, Kernel.of(3, 2).withStride(2, 1).withDilation(1, 2)),
                1,
                3,
                2,
                2);
        golden(
                "transposed in groups",
                new ConvTransposed(2, Kernel.of(2, 2).withStride(2)).withGroups(2).withoutBias(),
                1,
                3,
                3,
                4);
    }

    /** TensorFlow's rule, with its figures for a kernel of 3: ceil(size / stride) positions. */
    @ParameterizedTest
    @CsvSource({"5, 1, 5", "5, 2, 3", "6, 2, 3", "7, 3, 3", "2, 4, 1"})
    void samePaddingGivesAPositionForEachStride(long size, int stride, long positions) {
        Kernel kernel = Kernel.of(3).withStride(stride).withPadding(Padding.same());
        assertThat(shape(new Conv(4, kernel), 1, size, 2)).isEqualTo(Shape.of(1, positions, 4));
        assertThat(shape(new ConvTransposed(4, kernel), 1, size, 2))
                .isEqualTo(Shape.of(1, size * stride, 4));
    }

    private static Shape shape(Layer layer, long... input) {
        return recorded(new Recording("f", Mode.INFERENCE, 0), layer, input).shape();
    }

    private static Tensor recorded(Recording recording, Layer layer, long... input) {
        Tensor x = recording.recorder().input("x", TensorType.of(DType.F32, input));
        return recording.root().apply("part", layer, x);
    }

    @Test
    void parametersHaveTheirNamesAndShapes() {
        Kernel kernel = Kernel.of(3, 2);
        assertThat(parameters(new Conv(6, kernel).withGroups(2), 1, 8, 8, 4))
                .containsExactly("part.weight f32[3,2,2,6]", "part.bias f32[6]");
        assertThat(parameters(new ConvTransposed(6, kernel).withGroups(2), 1, 8, 8, 4))
                .containsExactly("part.weight f32[3,2,3,4]", "part.bias f32[6]");
        assertThat(parameters(new DepthwiseConv(kernel), 1, 8, 8, 4))
                .containsExactly("part.weight f32[3,2,1,4]", "part.bias f32[4]");
        assertThat(parameters(new SeparableConv(6, kernel), 1, 8, 8, 4))
                .containsExactly(
                        "part.depthwise.weight f32[3,2,1,4]",
                        "part.pointwise.weight f32[1,1,4,6]",
                        "part.pointwise.bias f32[6]");
    }

    private static List<String> parameters(Layer layer, long... input) {
        Recording recording = new Recording("f", Mode.INFERENCE, 0);
        recorded(recording, layer, input);
        return recording.variables().stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .map(variable -> variable.path() + " " + variable.type())
                .toList();
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        NdArray image = Golden.values(3, 1, 4, 5, 2);
        LayerGradients.check(
                "conv",
                new Conv(4, Kernel.of(2, 3).withStride(1, 2).withPadding(Padding.same()))
                        .withGroups(2),
                image);
        LayerGradients.check(
                "transposed",
                new ConvTransposed(2, Kernel.of(2, 3).withStride(2).withPadding(Padding.same())),
                image);
        LayerGradients.check("depthwise", new DepthwiseConv(Kernel.of(2, 2)), image);
        LayerGradients.check("separable", new SeparableConv(3, Kernel.of(2, 2)), image);
    }

    @Test
    void whatNoKernelCanBeIsRefused() {
        for (Runnable attempt :
                List.<Runnable>of(
                        () -> Kernel.of(3, 0),
                        () -> Kernel.of(3, 0).withStride(1),
                        () -> Kernel.of(3, 0).withPadding(Padding.same()))) {
            refuses(
                    ErrorCode.INVALID_ARGUMENT,
                    attempt,
                    "A kernel of sizes [3, 0], strides [1, 1] and dilations [1, 1] was given;"
                            + " accepted are 1 or more, for each of 1 to 3 axes.");
        }
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> Kernel.of(3, 3).withStride(1, 2, 3),
                "A kernel of sizes [3, 3], strides [1, 2, 3] and dilations [1, 1] was given;"
                        + " accepted are 1 or more, for each of 1 to 3 axes.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> Padding.of(1, -1),
                "A padding of [1, -1] elements was given; accepted are numbers of 0 or more, one"
                        + " for each axis or one for all.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> shape(new Conv(2, Kernel.of(3).withPadding(Padding.of(1, 1))), 1, 5, 2),
                "A padding of [1, 1] elements was given to a kernel of sizes [3]; accepted is one"
                        + " number for each axis, or one for all.");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> shape(new Conv(2, Kernel.of(3)), 1, 28, 28, 1),
                "A kernel of sizes [3] was applied to f32[1,28,28,1]; accepted are [batch,"
                        + " spatial.., channels] with 1 spatial axis.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> shape(new Conv(2, Kernel.of(3, 3).withDilation(2)), 1, 28, 4, 1),
                "A kernel of sizes [3, 3] was applied to f32[1,28,4,1], where it spans 5 elements"
                    + " of spatial axis 1, which has 4 with its padding; give it more padding or a"
                    + " larger input.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new Conv(6, Kernel.of(3)).withGroups(4),
                "A convolution to 6 channels in 4 groups was asked for; accepted are 1 or more"
                        + " groups that divide the channels.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> shape(new Conv(6, Kernel.of(3)).withGroups(2), 1, 8, 3),
                "A convolution in 2 groups was applied to f32[1,8,3]; accepted are channels that"
                        + " the groups divide.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new DepthwiseConv(Kernel.of(3), 0, true, Initializers.zeros()),
                "A depthwise convolution with 0 results of each channel was asked for; accepted are"
                        + " 1 or more.");
    }

    @Test
    void whatNoTransposedConvolutionCanBeIsRefused() {
        Kernel kernel = Kernel.of(3).withStride(2);
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new ConvTransposed(2, kernel).withOutputPadding(2),
                "A transposed convolution with an output padding of [2] and strides of [2] was"
                        + " asked for; accepted is one number for each axis, from 0 up to, but not"
                        + " including, its stride.");
        refuses(
                ErrorCode.INVALID_ARGUMENT,
                () -> new ConvTransposed(2, kernel.withPadding(Padding.causal())),
                "A transposed convolution with the padding Causal[] and an output padding of [0]"
                        + " was asked for; accepted are Padding.valid() and Padding.of(..), and"
                        + " Padding.same() with no output padding.");
        refuses(
                ErrorCode.INVALID_PROGRAM,
                () -> shape(new ConvTransposed(2, kernel.withPadding(Padding.of(3))), 1, 2, 2),
                "A transposed convolution was applied to f32[1,2,2], of which its padding leaves"
                        + " nothing along spatial axis 0; give it less padding or a larger input.");
    }

    private static void refuses(ErrorCode code, Runnable attempt, String sentence) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessage(sentence);
    }
}
