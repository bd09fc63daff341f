package io.steelyard.program;

import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

/**
 * Operations on each element of a {@link Tensor}. Shapes broadcast; results have the common shape.
 */
public sealed interface Elementwise permits Tensor {
    private Tensor self() {
        return switch (this) {
            case Tensor tensor -> tensor;
        };
    }

    private Tensor unary(UnaryKind kind) {
        return self().recorder().apply(new Op.Unary(kind), self());
    }

    private Tensor binary(BinaryKind kind, Tensor right) {
        Shape shape =
                Broadcasting.common(self().recorder(), kind.text(), self().shape(), right.shape());
        return self().recorder()
                .apply(
                        new Op.Binary(kind),
                        Broadcasting.expand(self(), shape),
                        Broadcasting.expand(right, shape));
    }

    private Tensor compare(Comparison comparison, Tensor right) {
        Shape shape =
                Broadcasting.common(self().recorder(), "compare", self().shape(), right.shape());
        return self().recorder()
                .apply(
                        new Op.Compare(comparison),
                        Broadcasting.expand(self(), shape),
                        Broadcasting.expand(right, shape));
    }

    default Tensor neg() {
        return unary(UnaryKind.NEG);
    }

    default Tensor abs() {
        return unary(UnaryKind.ABS);
    }

    default Tensor exp() {
        return unary(UnaryKind.EXP);
    }

    /** The natural logarithm. */
    default Tensor log() {
        return unary(UnaryKind.LOG);
    }

    default Tensor sqrt() {
        return unary(UnaryKind.SQRT);
    }

    default Tensor tanh() {
        return unary(UnaryKind.TANH);
    }

    default Tensor erf() {
        return unary(UnaryKind.ERF);
    }

    default Tensor sin() {
        return unary(UnaryKind.SIN);
    }

    default Tensor cos() {
        return unary(UnaryKind.COS);
    }

    default Tensor floor() {
        return unary(UnaryKind.FLOOR);
    }

    /** Bits inverted, or the logical complement. */
    default Tensor not() {
        return unary(UnaryKind.NOT);
    }

    default Tensor add(Tensor right) {
        return binary(BinaryKind.ADD, right);
    }

    default Tensor add(double right) {
        return add(self().scalar(right));
    }

    default Tensor sub(Tensor right) {
        return binary(BinaryKind.SUB, right);
    }

    default Tensor sub(double right) {
        return sub(self().scalar(right));
    }

    default Tensor mul(Tensor right) {
        return binary(BinaryKind.MUL, right);
    }

    default Tensor mul(double right) {
        return mul(self().scalar(right));
    }

    default Tensor div(Tensor right) {
        return binary(BinaryKind.DIV, right);
    }

    default Tensor div(double right) {
        return div(self().scalar(right));
    }

    /** What truncated division leaves, with the sign of this. */
    default Tensor rem(Tensor right) {
        return binary(BinaryKind.REM, right);
    }

    default Tensor pow(Tensor right) {
        return binary(BinaryKind.POW, right);
    }

    default Tensor pow(double right) {
        return pow(self().scalar(right));
    }

    default Tensor max(Tensor right) {
        return binary(BinaryKind.MAX, right);
    }

    default Tensor min(Tensor right) {
        return binary(BinaryKind.MIN, right);
    }

    default Tensor and(Tensor right) {
        return binary(BinaryKind.AND, right);
    }

    default Tensor or(Tensor right) {
        return binary(BinaryKind.OR, right);
    }

    default Tensor xor(Tensor right) {
        return binary(BinaryKind.XOR, right);
    }

    /** Shifted left, bit by bit. */
    default Tensor shl(Tensor right) {
        return binary(BinaryKind.SHL, right);
    }

    /** Shifted right, zeros entering. */
    default Tensor shr(Tensor right) {
        return binary(BinaryKind.SHR, right);
    }

    default Tensor eq(Tensor right) {
        return compare(Comparison.EQ, right);
    }

    default Tensor ne(Tensor right) {
        return compare(Comparison.NE, right);
    }

    default Tensor lt(Tensor right) {
        return compare(Comparison.LT, right);
    }

    default Tensor le(Tensor right) {
        return compare(Comparison.LE, right);
    }

    default Tensor gt(Tensor right) {
        return compare(Comparison.GT, right);
    }

    default Tensor ge(Tensor right) {
        return compare(Comparison.GE, right);
    }

    /**
     * For a BOOL tensor: the elements of {@code onTrue} where true, of {@code onFalse} elsewhere.
     */
    default Tensor select(Tensor onTrue, Tensor onFalse) {
        Shape shape =
                Broadcasting.common(
                        self().recorder(),
                        "select",
                        self().shape(),
                        Broadcasting.common(
                                self().recorder(), "select", onTrue.shape(), onFalse.shape()));
        return self().recorder()
                .apply(
                        new Op.Select(),
                        Broadcasting.expand(self(), shape),
                        Broadcasting.expand(onTrue, shape),
                        Broadcasting.expand(onFalse, shape));
    }

    /** Each element in another dtype; nothing is recorded when it is that dtype already. */
    default Tensor convert(DType dtype) {
        return self().dtype() == dtype
                ? self()
                : self().recorder().apply(new Op.Convert(dtype), self());
    }

    /** The same bits under another dtype of the same width. */
    default Tensor bitcast(DType dtype) {
        return self().recorder().apply(new Op.Bitcast(dtype), self());
    }

    /** {@code max(x, 0)}, whose derivative at 0 is 0. */
    default Tensor relu() {
        return max(self().scalar(0));
    }

    /** {@code 1 / (1 + e^-x)}, as {@code (1 + tanh(x/2)) / 2} so that it does not overflow. */
    default Tensor sigmoid() {
        return mul(0.5).tanh().add(1).mul(0.5);
    }

    /** {@code x * x}. */
    default Tensor square() {
        return mul(self());
    }
}
