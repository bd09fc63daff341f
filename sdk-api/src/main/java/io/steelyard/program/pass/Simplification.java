package io.steelyard.program.pass;

import io.steelyard.program.Axes;
import io.steelyard.program.BinaryKind;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.Value;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The simpler form of one node. */
final class Simplification {
    private final Rewriter rewriter;
    private final Node node;
    private final List<Value> operands;

    Simplification(Rewriter rewriter, Node node) {
        this.rewriter = rewriter;
        this.node = node;
        operands = rewriter.map(node.operands());
    }

    /** What may stand for the node's result; null when the node has to stay. */
    @Nullable Value value() {
        return switch (node.op()) {
            case Op.Convert convert -> convert(convert);
            case Op.Unary unary -> unary(unary.kind());
            case Op.Binary binary -> binary(binary.kind());
            case Op.Compare compare -> compare(compare);
            case Op.Select _ -> select();
            case Op.Reshape _ -> reshape();
            case Op.Transpose transpose -> transpose(transpose.permutation());
            case Op.Broadcast broadcast -> broadcast(broadcast);
            case Op.Slice slice -> slice(slice);
            case Op.Pad _ -> sameType() ? operands.getFirst() : null;
            case Op.Reverse reverse -> reverse(reverse.axes());
            case Op.Concat _ -> operands.size() == 1 ? operands.getFirst() : null;
            case Op.Reduce reduce -> reduce.axes().count() == 0 ? operands.getFirst() : null;
            case Op.StopGradient _ -> operands.getFirst();
            case Op.Constant _,
                    Op.Iota _,
                    Op.Bitcast _,
                    Op.Take _,
                    Op.Scatter _,
                    Op.DynamicSlice _,
                    Op.DynamicUpdateSlice _,
                    Op.DotGeneral _,
                    Op.Conv _,
                    Op.ConvInputGradient _,
                    Op.ConvFilterGradient _,
                    Op.WindowReduce _,
                    Op.WindowMaxGradient _,
                    Op.TopK _,
                    Op.RandomBits _,
                    Op.Scan _,
                    Op.Call _,
                    Op.Composite _ ->
                    null;
        };
    }

    private @Nullable Value convert(Op.Convert op) {
        if (sameType()) {
            return operands.getFirst();
        }
        NdArray operand = uniform(operands.getFirst());
        return operand == null ? null : filled(ScalarArithmetic.convert(op.dtype(), operand));
    }

    private @Nullable Value unary(UnaryKind kind) {
        NdArray operand = uniform(operands.getFirst());
        if (operand != null) {
            return filled(ScalarArithmetic.unary(kind, operand));
        }
        boolean undoesItself = kind == UnaryKind.NEG || kind == UnaryKind.NOT;
        Node inner = rewriter.definition(operands.getFirst());
        return undoesItself && inner != null && inner.op().equals(node.op())
                ? inner.operands().getFirst()
                : null;
    }

    private @Nullable Value binary(BinaryKind kind) {
        NdArray left = uniform(operands.getFirst());
        NdArray right = uniform(operands.get(1));
        if (left != null && right != null) {
            return filled(ScalarArithmetic.binary(kind, left, right));
        }
        if (right != null) {
            return withConstantRight(kind, operands.getFirst(), right);
        }
        boolean commutes = kind == BinaryKind.ADD || kind == BinaryKind.MUL;
        return left != null && commutes ? withConstantRight(kind, operands.get(1), left) : null;
    }

    private @Nullable Value withConstantRight(BinaryKind kind, Value x, NdArray constant) {
        double value = constant.get(0);
        boolean unchanged =
                switch (kind) {
                    case ADD -> constant.dtype().isFloating() ? isZero(value, -0.0) : value == 0;
                    case SUB -> isZero(value, 0.0);
                    case MUL, DIV, POW -> value == 1;
                    case REM, MAX, MIN, AND, OR, XOR, SHL, SHR -> false;
                };
        if (unchanged) {
            return x;
        }
        return kind == BinaryKind.POW && value == 2
                ? append(new Op.Binary(BinaryKind.MUL), List.of(x, x))
                : null;
    }

    /** Whether the value is the zero of that sign. */
    private static boolean isZero(double value, double zero) {
        return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(zero);
    }

    private @Nullable Value compare(Op.Compare op) {
        NdArray left = uniform(operands.getFirst());
        NdArray right = uniform(operands.get(1));
        return left == null || right == null
                ? null
                : filled(ScalarArithmetic.compare(op.comparison(), left, right));
    }

    private @Nullable Value select() {
        if (operands.get(1).equals(operands.get(2))) {
            return operands.get(1);
        }
        NdArray condition = uniform(operands.getFirst());
        return condition == null ? null : operands.get(condition.getLong(0) != 0 ? 1 : 2);
    }

    private @Nullable Value reshape() {
        if (sameType()) {
            return operands.getFirst();
        }
        Node inner = rewriter.definition(operands.getFirst());
        return inner != null && inner.op() instanceof Op.Reshape
                ? append(node.op(), inner.operands())
                : filled(uniform(operands.getFirst()));
    }

    private @Nullable Value transpose(Axes permutation) {
        if (permutation.isIdentity()) {
            return operands.getFirst();
        }
        Node inner = rewriter.definition(operands.getFirst());
        return inner != null && inner.op() instanceof Op.Transpose first
                ? append(
                        new Op.Transpose(chained(permutation, first.permutation())),
                        inner.operands())
                : filled(uniform(operands.getFirst()));
    }

    private @Nullable Value broadcast(Op.Broadcast op) {
        if (sameType()) {
            return operands.getFirst();
        }
        Node inner = rewriter.definition(operands.getFirst());
        if (inner != null && inner.op() instanceof Op.Broadcast first) {
            return append(
                    new Op.Broadcast(op.shape(), chained(first.axes(), op.axes())),
                    inner.operands());
        }
        // A scalar that is repeated is already the form in which filled() records it.
        return op.axes().count() == 0 ? null : filled(uniform(operands.getFirst()));
    }

    private @Nullable Value reverse(Axes axes) {
        Value operand = operands.getFirst();
        boolean same =
                axes.values().stream().allMatch(axis -> operand.type().shape().size(axis) <= 1);
        return same ? operand : filled(uniform(operand));
    }

    private @Nullable Value slice(Op.Slice op) {
        Shape shape = operands.getFirst().type().shape();
        boolean whole = true;
        for (int axis = 0; axis < shape.rank(); axis++) {
            whole = whole && op.spans().get(axis).size() == shape.size(axis);
        }
        return whole ? operands.getFirst() : filled(uniform(operands.getFirst()));
    }

    /** {@code result[i] = then[first[i]]}. */
    private static Axes chained(Axes first, Axes then) {
        return new Axes(first.values().stream().map(then::get).toList());
    }

    private boolean sameType() {
        return operands.getFirst().type().equals(node.result().type());
    }

    private Value append(Op op, List<Value> values) {
        return rewriter.append(op, values, node.scope());
    }

    /** The node's type with each element the scalar; null for null. */
    private @Nullable Value filled(@Nullable NdArray scalar) {
        if (scalar == null) {
            return null;
        }
        Value constant = append(new Op.Constant(scalar), List.of());
        Shape shape = node.result().type().shape();
        return shape.rank() == 0
                ? constant
                : append(new Op.Broadcast(shape, Axes.none()), List.of(constant));
    }

    /** The one scalar that each element of a value is known to be; null when there is none. */
    private @Nullable NdArray uniform(Value value) {
        Node definition = rewriter.definition(value);
        if (definition != null && definition.op() instanceof Op.Broadcast) {
            return uniform(definition.operands().getFirst());
        }
        return definition != null && definition.op() instanceof Op.Constant constant
                ? uniform(constant.value())
                : null;
    }

    private static @Nullable NdArray uniform(NdArray array) {
        if (array.type().elements() == 0) {
            return null;
        }
        // Each element equals the one before it exactly when the bytes equal themselves, shifted by
        // one
        // element.
        MemorySegment bytes = array.memory();
        long width = array.dtype().bytes();
        long rest = bytes.byteSize() - width;
        if (bytes.asSlice(0, rest).mismatch(bytes.asSlice(width, rest)) >= 0) {
            return null;
        }
        NdArray scalar = NdArray.zeros(new TensorType(array.dtype(), Shape.scalar()));
        scalar.memory().copyFrom(bytes.asSlice(0, width));
        return scalar;
    }
}
