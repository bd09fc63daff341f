package io.steelyard.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

final class TensorTest {
    private final Recorder recorder = new Recorder("f");
    private int inputs;

    private Tensor input(DType dtype, long... sizes) {
        return recorder.input("input" + inputs++, TensorType.of(dtype, sizes));
    }

    private Tensor floats(long... sizes) {
        return input(DType.F32, sizes);
    }

    private static void assertRefused(ThrowingCallable call, String sentence) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SteelyardException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_PROGRAM))
                .hasMessage(sentence);
    }

    @Test
    void shapesBroadcastFromTheLastAxis() {
        assertThat(floats(4, 1, 3).add(floats(2, 1)).shape()).isEqualTo(Shape.of(4, 2, 3));
        assertThat(floats().mul(floats(2)).shape()).isEqualTo(Shape.of(2));
        assertThat(floats(1).sub(floats(0)).shape()).isEqualTo(Shape.of(0));
        assertThat(floats(3).lt(floats(2, 1)).type()).isEqualTo(TensorType.of(DType.BOOL, 2, 3));
        assertThat(input(DType.BOOL, 2, 1).select(floats(3), floats()).shape())
                .isEqualTo(Shape.of(2, 3));
    }

    @Test
    void broadcastingIsRecordedOnlyWhereItRepeats() {
        Tensor x = floats(2, 3);
        x.add(x);
        assertThat(recorder.nodes()).hasSize(1);
        x.add(floats(3));
        assertThat(recorder.nodes())
                .extracting(Node::op)
                .contains(new Op.Broadcast(Shape.of(2, 3), Axes.of(1)));
        assertThat(recorder.nodes()).hasSize(3);
    }

    @Test
    void shapesThatDoNotBroadcastAreRefused() {
        Tensor x = floats(2, 3);
        Tensor y = floats(2);
        assertRefused(
                () -> x.add(y),
                "add: the shapes are [2,3] and [2]; accepted are shapes that, aligned at their last"
                        + " axis, are equal or 1 on each axis.");
        assertRefused(
                () -> x.broadcastTo(Shape.of(3)),
                "broadcast: [2,3] does not repeat to [3]; accepted are shapes whose axes, aligned"
                        + " at the last, are equal or 1.");
    }

    @Test
    void dtypesAreNeverConvertedSilently() {
        Tensor x = floats(2);
        Tensor n = input(DType.I32, 2);
        assertRefused(
                () -> x.add(n),
                "add (C1): the operands are f32[2] and i32[2]; accepted are two of one dtype and"
                        + " shape.");
        assertRefused(
                () -> n.mul(0.5),
                "The constant 0.5 meets a tensor of type i32[2], whose dtype cannot hold it;"
                        + " convert the tensor to a float dtype first.");
        assertRefused(
                () -> n.mean(),
                "The constant 0.5 meets a tensor of type i32[], whose dtype cannot hold it; convert"
                        + " the tensor to a float dtype first.");
        assertRefused(
                () -> input(DType.U8).add(256),
                "The constant 256.0 meets a tensor of type u8[], whose dtype cannot hold it;"
                        + " convert the tensor to a float dtype first.");
        assertThat(n.add(-3).type()).isEqualTo(n.type());
        assertThat(x.mul(0.1).type()).isEqualTo(x.type());
    }

    @Test
    void anOpenSizeOfAReshapeIsWhatTheOthersLeave() {
        Tensor x = floats(2, 3, 4);
        assertThat(x.reshape(-1).shape()).isEqualTo(Shape.of(24));
        assertThat(x.reshape(6, -1).shape()).isEqualTo(Shape.of(6, 4));
        assertThat(x.reshape(-1, 2, 1).shape()).isEqualTo(Shape.of(12, 2, 1));
        assertThat(floats(0, 3).reshape(-1, 3).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(x.reshape(2, 3, 4)).isEqualTo(x);
        assertRefused(
                () -> x.reshape(5, -1),
                "reshape (C1): the operand is f32[2,3,4] with 24 elements and the wanted shape"
                        + " [5,4] has 20; accepted are equal counts.");
        assertRefused(
                () -> x.reshape(-1, -1),
                "reshape: the sizes [-1, -1] are asked of f32[2,3,4]; accepted are sizes of 0 or"
                        + " more, and one -1 beside sizes that are not 0.");
        assertRefused(
                () -> floats(0, 3).reshape(0, -1),
                "reshape: the sizes [0, -1] are asked of f32[0,3]; accepted are sizes of 0 or more,"
                        + " and one -1 beside sizes that are not 0.");
    }

    @Test
    void aSplitCutsAnAxisIntoEqualParts() {
        Tensor x = floats(2, 6);
        List<Tensor> parts = x.split(-1, 3);
        assertThat(parts).extracting(Tensor::shape).containsOnly(Shape.of(2, 2)).hasSize(3);
        assertThat(recorder.nodes())
                .extracting(Node::op)
                .containsExactly(slice(0, 2), slice(2, 4), slice(4, 6));
        assertThat(x.split(0, 1)).containsExactly(x);
        assertRefused(
                () -> x.split(1, 4),
                "split: axis 1 of f32[2,6] does not fall into 4 equal parts; accepted are divisors"
                        + " of 6.");
        assertRefused(
                () -> x.split(1, 0),
                "split: axis 1 of f32[2,6] does not fall into 0 equal parts; accepted are divisors"
                        + " of 6.");
    }

    private static Op slice(long from, long to) {
        return new Op.Slice(List.of(new Op.Span(0, 2, 1), new Op.Span(from, to, 1)));
    }

    @Test
    void matricesMultiplyOnTheirLastTwoAxes() {
        assertThat(floats(2, 3).matmul(floats(3, 5)).shape()).isEqualTo(Shape.of(2, 5));
        assertThat(floats(7, 4, 2, 3).matmul(floats(3, 5)).shape()).isEqualTo(Shape.of(7, 4, 2, 5));
        assertThat(floats(7, 1, 2, 3).matmul(floats(4, 3, 5)).shape())
                .isEqualTo(Shape.of(7, 4, 2, 5));
        assertThat(floats(2, 3).matmul(floats(4, 3, 5)).shape()).isEqualTo(Shape.of(4, 2, 5));
        assertRefused(
                () -> floats(2, 3).matmul(floats(2, 3)),
                "matmul: the operands are f32[2,3] and f32[2,3]; accepted are [.., m, k] and [..,"
                        + " k, n] with equal k.");
        assertRefused(
                () -> floats(3).matmul(floats(3, 5)),
                "matmul: the operands are f32[3] and f32[3,5]; accepted are [.., m, k] and [.., k,"
                        + " n] with equal k.");
        assertRefused(
                () -> floats(2, 2, 3).matmul(floats(4, 3, 5)),
                "matmul: the shapes are [2] and [4]; accepted are shapes that, aligned at their"
                        + " last axis, are equal or 1 on each axis.");
    }

    @Test
    void axesComeAndGo() {
        Tensor x = floats(2, 3);
        assertThat(x.expandDims(0).shape()).isEqualTo(Shape.of(1, 2, 3));
        assertThat(x.expandDims(2).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.expandDims(-1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(x.expandDims(-3).shape()).isEqualTo(Shape.of(1, 2, 3));
        assertThat(x.expandDims(1).squeeze(-2).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.transposeMatrix().shape()).isEqualTo(Shape.of(3, 2));
        assertThat(floats(4, 2, 3).transposeMatrix().shape()).isEqualTo(Shape.of(4, 3, 2));
        assertThat(x.transpose(0, 1)).isEqualTo(x);
        assertThat(x.concat(-1, x, floats(2, 1)).shape()).isEqualTo(Shape.of(2, 7));
        assertRefused(
                () -> x.expandDims(3),
                "expandDims: a new axis 3 is asked of f32[2,3]; accepted are -3 to 2.");
        assertRefused(
                () -> x.expandDims(-4),
                "expandDims: a new axis -4 is asked of f32[2,3]; accepted are -3 to 2.");
        assertRefused(
                () -> x.squeeze(0),
                "squeeze: axis 0 of f32[2,3] has size 2; accepted are axes of size 1.");
    }

    @Test
    void reductionsTakeAllAxesWhenNoneIsNamed() {
        Tensor x = floats(2, 3);
        assertThat(x.sum().shape()).isEqualTo(Shape.scalar());
        assertThat(x.reduceMax(-1).shape()).isEqualTo(Shape.of(2));
        assertThat(x.mean(0).shape()).isEqualTo(Shape.of(3));
        assertThat(x.gt(x).any().type()).isEqualTo(TensorType.of(DType.BOOL));
        Tensor scalar = floats();
        assertThat(scalar.sum()).isEqualTo(scalar);
    }

    @Test
    void errorsNameTheScopeOnce() {
        Tensor x = floats(2, 3);
        recorder.scope("transformer.h.0");
        String where = " In scope 'transformer.h.0'.";
        assertRefused(
                () -> x.not(),
                "not (C1): the operand is f32[2,3]; accepted are integers and bool." + where);
        assertRefused(
                () -> x.add(floats(2)),
                "add: the shapes are [2,3] and [2]; accepted are shapes that, aligned at their last"
                        + " axis, are equal or 1 on each axis."
                        + where);
        assertRefused(
                () -> x.matmul(x),
                "matmul: the operands are f32[2,3] and f32[2,3]; accepted are [.., m, k] and [..,"
                        + " k, n] with equal k."
                        + where);
        assertRefused(
                () -> x.split(0, 3),
                "split: axis 0 of f32[2,3] does not fall into 3 equal parts; accepted are divisors"
                        + " of 2."
                        + where);
        assertRefused(
                () -> x.sum(2),
                "Axis 2 was asked of [2,3], which has 2 axes; accepted are -2 to 1." + where);
        // Inside a composite too, where another recording runs.
        Tensor flag = input(DType.BOOL, 2);
        assertRefused(
                () -> recorder.applyComposite(new Scaled(1), List.of(flag)),
                "mul (C2): the operands are bool[2]; accepted are floats and integers." + where);
    }

    @Test
    void aTensorOfAnotherRecordingIsRefused() {
        Tensor x = floats(2);
        Tensor foreign = new Recorder("g").input("x", TensorType.of(DType.F32, 2));
        String sentence =
                "A tensor of another recording was used in function 'f'; a tensor lives only while"
                    + " its own function is recorded, so pass data between functions as inputs or"
                    + " state.";
        assertRefused(() -> x.add(foreign), sentence);
        assertRefused(() -> recorder.write("w", foreign), sentence);
        assertRefused(() -> recorder.finish(Map.of("y", foreign)), sentence);
    }
}
