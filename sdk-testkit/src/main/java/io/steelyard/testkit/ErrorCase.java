package io.steelyard.testkit;

import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Comparison;
import io.steelyard.program.Op;
import io.steelyard.program.ReduceKind;
import io.steelyard.program.ScatterKind;
import io.steelyard.program.UnaryKind;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.stream.Stream;

/**
 * An operation on operands that do not fit it. Recording it throws {@code INVALID_PROGRAM} with a
 * sentence that names the operation and quotes the label of the constraint.
 *
 * @param label of the violated constraint, as in {@code (C1)}; empty for a wrong count of operands
 */
public record ErrorCase(Op op, List<TensorType> operands, String label) {
    public ErrorCase {
        operands = List.copyOf(operands);
    }

    static ErrorCase of(String label, Op op, TensorType... operands) {
        return new ErrorCase(op, List.of(operands), label);
    }

    static TensorType f32(long... sizes) {
        return TensorType.of(DType.F32, sizes);
    }

    static TensorType i32(long... sizes) {
        return TensorType.of(DType.I32, sizes);
    }

    private static TensorType bool(long... sizes) {
        return TensorType.of(DType.BOOL, sizes);
    }

    private static Op dot(String leftBatch, String rightBatch, String left, String right) {
        return new Op.DotGeneral(axes(leftBatch), axes(rightBatch), axes(left), axes(right));
    }

    private static Axes axes(String digits) {
        return Axes.of(digits.chars().map(digit -> digit - '0').toArray());
    }

    /** One or more for each label of each primitive. */
    public static List<ErrorCase> all() {
        return Stream.of(single(), WindowErrorCases.all(), BodyErrorCases.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ErrorCase> single() {
        return List.of(
                of("C1", new Op.Iota(i32(3), 1)),
                of("C2", new Op.Iota(bool(3), 0)),
                of("C1", new Op.Bitcast(DType.F64), f32(3)),
                of("C1", new Op.Bitcast(DType.BOOL), TensorType.of(DType.U8, 3)),
                of("", new Op.Convert(DType.I32)),
                of("C1", new Op.Unary(UnaryKind.EXP), i32(3)),
                of("C1", new Op.Unary(UnaryKind.NEG), bool(3)),
                of("C1", new Op.Unary(UnaryKind.NOT), f32(3)),
                of("", new Op.Binary(BinaryKind.ADD), f32(3)),
                of("C1", new Op.Binary(BinaryKind.ADD), f32(3), f32(1)),
                of("C1", new Op.Binary(BinaryKind.ADD), f32(3), i32(3)),
                of("C2", new Op.Binary(BinaryKind.ADD), bool(3), bool(3)),
                of("C2", new Op.Binary(BinaryKind.AND), f32(3), f32(3)),
                of("C2", new Op.Binary(BinaryKind.SHL), bool(3), bool(3)),
                of("C1", new Op.Compare(Comparison.EQ), f32(3), f32(4)),
                of("C2", new Op.Compare(Comparison.LT), bool(3), bool(3)),
                of("C1", new Op.Select(), bool(3), f32(3), f32(4)),
                of("C2", new Op.Select(), i32(3), f32(3), f32(3)),
                of("C1", new Op.Reshape(Shape.of(4)), f32(3)),
                of("C1", new Op.Transpose(Axes.of(0, 0)), f32(2, 3)),
                of("C1", new Op.Broadcast(Shape.of(2, 3), Axes.of(1, 0)), f32(3, 2)),
                of("C1", new Op.Broadcast(Shape.of(4), Axes.of(0)), f32(3)),
                of("C1", new Op.Slice(List.of()), f32(3)),
                of("C2", new Op.Slice(List.of(new Op.Span(0, 4, 1))), f32(3)),
                of("C2", new Op.Slice(List.of(new Op.Span(0, 3, 0))), f32(3)),
                of("C1", new Op.Pad(List.of(new Op.Padding(0, 0, 0))), f32(3), f32(1)),
                of("C2", new Op.Pad(List.of()), f32(3), f32()),
                of("C3", new Op.Pad(List.of(new Op.Padding(-1, 0, 0))), f32(3), f32()),
                of("C1", new Op.Reverse(Axes.of(1)), f32(3)),
                of("C1", new Op.Reverse(Axes.of(0, 0)), f32(3, 2)),
                of("C1", new Op.Concat(0)),
                of("C2", new Op.Concat(1), f32(3)),
                of("C3", new Op.Concat(0), f32(3, 2), f32(3, 4)),
                of("C1", new Op.Take(1), f32(3), i32(2)),
                of("C2", new Op.Take(0), f32(3), f32(2)),
                of("C3", new Op.Take(0), f32(0), i32(2)),
                of("C1", new Op.Scatter(ScatterKind.ADD, 1), f32(3), i32(2), f32(2)),
                of("C2", new Op.Scatter(ScatterKind.ADD, 0), f32(3), f32(2), f32(2)),
                of("C3", new Op.Scatter(ScatterKind.ADD, 0), f32(0), i32(2), f32(2)),
                of("C4", new Op.Scatter(ScatterKind.ADD, 0), bool(3), i32(2), bool(2)),
                of("C5", new Op.Scatter(ScatterKind.SET, 0), f32(3, 4), i32(2), f32(2, 3)),
                of("C1", new Op.DynamicSlice(Shape.of(2)), f32(3), i32(2)),
                of("C2", new Op.DynamicSlice(Shape.of(4)), f32(3), i32(1)),
                of("C1", new Op.DynamicUpdateSlice(), f32(3), f32(2), f32(1)),
                of("C2", new Op.DynamicUpdateSlice(), f32(3), f32(4), i32(1)),
                of("C3", new Op.DynamicUpdateSlice(), f32(3), i32(2), i32(1)),
                of("C1", dot("", "", "1", "0"), f32(2, 3), i32(3, 2)),
                of("C2", dot("", "", "2", "0"), f32(2, 3), f32(3, 2)),
                of("C3", dot("0", "0", "1", "1"), f32(2, 3), f32(4, 3)),
                of("C4", dot("", "", "1", "0"), f32(2, 3), f32(4, 2)),
                of("C1", new Op.Reduce(ReduceKind.SUM, Axes.of(1)), f32(3)),
                of("C2", new Op.Reduce(ReduceKind.SUM, Axes.of(0)), bool(3)),
                of("C2", new Op.Reduce(ReduceKind.AND, Axes.of(0)), i32(3)),
                of("C1", new Op.TopK(1), bool(3)),
                of("C1", new Op.TopK(1), f32()),
                of("C2", new Op.TopK(4), f32(3)),
                of("C2", new Op.TopK(-1), f32(3)),
                of("C1", new Op.RandomBits(Shape.of(3)), i32(2), i32(3)),
                of("", new Op.StopGradient(), f32(3), f32(3)));
    }
}
