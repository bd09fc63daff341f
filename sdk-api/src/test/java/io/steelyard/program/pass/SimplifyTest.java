package io.steelyard.program.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Axes;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.program.Recorder;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Identities and layout; the folding of constants is in {@link ConstantFoldingTest}. */
final class SimplifyTest {
    /** The program text of the nodes that stay of an expression of x. */
    private static List<String> left(TensorType type, UnaryOperator<Tensor> expression) {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", type);
        Function function = recorder.finish(Map.of("y", expression.apply(x)));
        return Pipeline.standard(_ -> false, true).apply(function).nodes().stream()
                .map(Printer::print)
                .toList();
    }

    private static List<String> left(UnaryOperator<Tensor> expression) {
        return left(TensorType.of(DType.F32, 2, 3), expression);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64", "F16", "BF16"})
    void takesWhatChangesNoFloatAway(DType dtype) {
        TensorType type = TensorType.of(dtype, 2);
        assertThat(left(type, x -> x.mul(1))).isEmpty();
        assertThat(left(type, x -> x.filled(1).mul(x))).isEmpty();
        assertThat(left(type, x -> x.div(1))).isEmpty();
        assertThat(left(type, x -> x.add(-0.0))).isEmpty();
        assertThat(left(type, x -> x.filled(-0.0).add(x))).isEmpty();
        assertThat(left(type, x -> x.sub(0.0))).isEmpty();
        assertThat(left(type, x -> x.pow(1))).isEmpty();
        assertThat(left(type, x -> x.neg().neg())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64", "F16", "BF16"})
    void keepsWhatChangesSomeFloat(DType dtype) {
        TensorType type = TensorType.of(dtype);
        // -0 + 0 = 0, -0 - -0 = 0, NaN * 0 = NaN, infinity - infinity = NaN.
        assertThat(left(type, x -> x.add(0.0))).hasSize(2);
        assertThat(left(type, x -> x.sub(-0.0))).hasSize(2);
        assertThat(left(type, x -> x.mul(0))).hasSize(2);
        assertThat(left(type, x -> x.scalar(0).sub(x))).hasSize(2);
        assertThat(left(type, x -> x.scalar(1).div(x))).hasSize(2);
        assertThat(left(type, x -> x.scalar(1).pow(x))).hasSize(2);
        assertThat(left(type, x -> x.sub(x))).hasSize(1);
        assertThat(left(type, x -> x.div(x))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"I32", "I64", "U8"})
    void takesWhatChangesNoIntegerAway(DType dtype) {
        TensorType type = TensorType.of(dtype, 2);
        assertThat(left(type, x -> x.mul(1))).isEmpty();
        assertThat(left(type, x -> x.div(1))).isEmpty();
        assertThat(left(type, x -> x.add(0))).isEmpty();
        assertThat(left(type, x -> x.sub(0))).isEmpty();
        assertThat(left(type, x -> x.not().not())).isEmpty();
    }

    @Test
    void writesASquareAsAProduct() {
        assertThat(left(x -> x.pow(2))).containsExactly("%1: f32[2,3] = mul %0, %0");
    }

    @Test
    void takesLayoutThatChangesNothingAway() {
        assertThat(left(x -> x.recorder().apply(new Op.Reshape(Shape.of(2, 3)), x))).isEmpty();
        assertThat(left(x -> x.recorder().apply(new Op.Transpose(Axes.of(0, 1)), x))).isEmpty();
        assertThat(
                        left(
                                x ->
                                        x.recorder()
                                                .apply(
                                                        new Op.Broadcast(
                                                                Shape.of(2, 3), Axes.of(0, 1)),
                                                        x)))
                .isEmpty();
        Op.Slice whole = new Op.Slice(List.of(new Op.Span(0, 2, 1), new Op.Span(0, 3, 1)));
        assertThat(left(x -> x.recorder().apply(whole, x))).isEmpty();
        Op.Padding none = new Op.Padding(0, 0, 0);
        assertThat(left(x -> x.pad(7, List.of(none, none)))).isEmpty();
        assertThat(left(x -> x.concat(0))).isEmpty();
        assertThat(left(x -> x.recorder().apply(new Op.Reverse(Axes.none()), x))).isEmpty();
        assertThat(left(TensorType.of(DType.F32, 1, 0), x -> x.reverse(0, 1))).isEmpty();
        assertThat(left(x -> x.recorder().apply(new Op.Convert(DType.F32), x))).isEmpty();
        assertThat(left(x -> x.recorder().apply(new Op.Reduce(ReduceKind.SUM, Axes.none()), x)))
                .isEmpty();
        assertThat(left(Tensor::stopGradient)).isEmpty();
    }

    @Test
    void keepsLayoutThatChangesSomething() {
        assertThat(left(x -> x.slice(1, 0, 2))).hasSize(1);
        assertThat(left(x -> x.slice(1, 1, 3))).hasSize(1);
        assertThat(left(x -> x.concat(0, x))).hasSize(1);
        assertThat(left(x -> x.transpose(1, 0))).hasSize(1);
        assertThat(left(x -> x.reverse(0))).hasSize(1);
        assertThat(left(TensorType.of(DType.F32, 1, 2), x -> x.reverse(0, 1))).hasSize(1);
        assertThat(left(TensorType.of(DType.F32, 2, 2), x -> x.transpose(1, 0))).hasSize(1);
    }

    @Test
    void joinsLayoutInARow() {
        assertThat(left(x -> x.reshape(6).reshape(3, 2)))
                .containsExactly("%1: f32[3,2] = reshape{[3,2]} %0");
        assertThat(left(x -> x.reshape(6).reshape(2, 3))).isEmpty();
        // Axis i of the result is axis q[p[i]] of x, for q = [1,2,0] first and p = [0,2,1] then.
        assertThat(
                        left(
                                TensorType.of(DType.F32, 2, 3, 5),
                                x -> x.transpose(1, 2, 0).transpose(0, 2, 1)))
                .containsExactly("%1: f32[3,2,5] = transpose{[1,0,2]} %0");
        assertThat(
                        left(
                                TensorType.of(DType.F32, 2, 3, 5),
                                x -> x.transpose(1, 2, 0).transpose(2, 0, 1)))
                .isEmpty();
        assertThat(
                        left(
                                TensorType.of(DType.F32, 3),
                                x -> x.broadcastTo(Shape.of(1, 3)).broadcastTo(Shape.of(5, 4, 3))))
                .containsExactly("%1: f32[5,4,3] = broadcast{[5,4,3], axes=[2]} %0");
    }

    @Test
    void choosesWhereTheConditionIsKnown() {
        assertThat(left(x -> x.filled(1).gt(x.filled(0)).select(x, x.exp()))).isEmpty();
        assertThat(left(x -> x.filled(1).lt(x.filled(0)).select(x.exp(), x))).isEmpty();
        assertThat(left(x -> x.gt(x.exp()).select(x, x))).isEmpty();
    }

    @Test
    void seesAConstantThroughLayoutAndInFullSize() {
        assertThat(
                        left(
                                TensorType.of(DType.F32, 2),
                                x ->
                                        x.mul(
                                                x.recorder()
                                                        .constant(
                                                                NdArray.of(
                                                                        new float[] {1, 1}, 2)))))
                .isEmpty();
        assertThat(
                        left(
                                TensorType.of(DType.F32, 2),
                                x ->
                                        x.mul(
                                                x.recorder()
                                                        .constant(
                                                                NdArray.of(
                                                                        new float[] {1, 2}, 2)))))
                .hasSize(2);
        assertThat(
                        left(
                                x ->
                                        x.mul(
                                                x.scalar(1)
                                                        .reshape(1, 1)
                                                        .broadcastTo(Shape.of(4, 3))
                                                        .slice(0, 1, 3))))
                .isEmpty();
        assertThat(left(x -> x.mul(x.filled(1).reverse(0)))).isEmpty();
    }

    @Test
    void leavesAnEmptyTensorAlone() {
        List<String> nodes =
                left(
                        TensorType.of(DType.F32, 0),
                        x -> x.add(x.recorder().constant(NdArray.of(new float[0], 0))));
        assertThat(nodes).hasSize(2);
    }

    @Test
    void keepsTheScopeOfTheNodeThatIsReplaced() {
        Recorder recorder = new Recorder("f");
        Tensor x = recorder.input("x", TensorType.of(DType.F32, 2));
        recorder.scope("square");
        Function function = recorder.finish(Map.of("y", x.pow(2)));
        assertThat(Pipeline.standard(_ -> false, true).apply(function).nodes())
                .extracting(Node::scope)
                .containsExactly("square");
    }
}
