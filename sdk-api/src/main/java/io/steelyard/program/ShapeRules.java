package io.steelyard.program;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The types that an operation gives for the types it is given, and the constraints it puts on them.
 * A violated constraint throws {@code INVALID_PROGRAM}, quotes the constraint's label and says what
 * would be accepted.
 */
public final class ShapeRules {
    private ShapeRules() {}

    /** The result types of an operation on operands of the given types. */
    public static List<TensorType> infer(Op op, List<TensorType> operands) {
        return switch (op) {
            case Op.Constant constant -> leaf(op, operands, constant.value().type());
            case Op.Iota iota -> iota(iota, operands);
            case Op.Convert convert -> List.of(one(op, operands).withDType(convert.dtype()));
            case Op.Bitcast bitcast -> bitcast(bitcast, operands);
            case Op.Unary unary -> unary(unary, operands);
            case Op.Binary binary -> binary(binary, operands);
            case Op.Compare compare -> compare(compare, operands);
            case Op.Select select -> select(select, operands);
            case Op.Reshape reshape -> LayoutRules.reshape(reshape, operands);
            case Op.Transpose transpose -> LayoutRules.transpose(transpose, operands);
            case Op.Broadcast broadcast -> LayoutRules.broadcast(broadcast, operands);
            case Op.Slice slice -> LayoutRules.slice(slice, operands);
            case Op.Pad pad -> LayoutRules.pad(pad, operands);
            case Op.Reverse reverse -> LayoutRules.reverse(reverse, operands);
            case Op.Concat concat -> LayoutRules.concat(concat, operands);
            case Op.Take take -> IndexRules.take(take, operands);
            case Op.Scatter scatter -> IndexRules.scatter(scatter, operands);
            case Op.DynamicSlice slice -> IndexRules.dynamicSlice(slice, operands);
            case Op.DynamicUpdateSlice update -> IndexRules.dynamicUpdateSlice(update, operands);
            case Op.DotGeneral dot -> ContractionRules.dotGeneral(dot, operands);
            case Op.Conv conv -> WindowRules.conv(conv, operands);
            case Op.ConvInputGradient conv -> WindowRules.inputGradient(conv, operands);
            case Op.ConvFilterGradient conv -> WindowRules.filterGradient(conv, operands);
            case Op.WindowReduce reduce -> WindowRules.reduce(reduce, operands);
            case Op.WindowMaxGradient gradient -> WindowRules.maxGradient(gradient, operands);
            case Op.Reduce reduce -> ContractionRules.reduce(reduce, operands);
            case Op.TopK top -> WindowRules.topK(top, operands);
            case Op.RandomBits random -> randomBits(random, operands);
            case Op.Scan scan -> ControlRules.scan(scan, operands);
            case Op.Call call -> ControlRules.call(call, operands);
            case Op.StopGradient stop -> List.of(one(stop, operands));
            case Op.Composite composite -> composite(composite, operands);
        };
    }

    private static List<TensorType> leaf(Op op, List<TensorType> operands, TensorType type) {
        count(op, operands, 0);
        return List.of(type);
    }

    private static List<TensorType> iota(Op.Iota op, List<TensorType> operands) {
        if (op.axis() < 0 || op.axis() >= op.type().shape().rank()) {
            throw violated(
                    op,
                    "C1",
                    "the axis "
                            + op.axis()
                            + " is not one of "
                            + op.type()
                            + "; "
                            + axes(op.type()));
        }
        if (op.type().dtype() == DType.BOOL) {
            throw violated(op, "C2", "the dtype is bool; accepted are numbers");
        }
        return leaf(op, operands, op.type());
    }

    private static List<TensorType> bitcast(Op.Bitcast op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        if (!(operand.dtype().bytes() == op.dtype().bytes()
                && operand.dtype() != DType.BOOL
                && op.dtype() != DType.BOOL)) {
            throw violated(
                    op,
                    "C1",
                    "the operand is "
                            + operand
                            + " and the wanted dtype "
                            + op.dtype().text()
                            + "; accepted are two dtypes of one width, bool excepted");
        }
        return List.of(operand.withDType(op.dtype()));
    }

    private static List<TensorType> unary(Op.Unary op, List<TensorType> operands) {
        TensorType operand = one(op, operands);
        DType dtype = operand.dtype();
        switch (op.kind()) {
            case NEG, ABS -> {
                if (!(dtype.isFloating() || dtype.isInteger())) {
                    throw violated(
                            op,
                            "C1",
                            "the operand is " + operand + "; accepted are floats and integers");
                }
            }
            case EXP, LOG, SQRT, TANH, ERF, SIN, COS, FLOOR -> {
                if (!dtype.isFloating()) {
                    throw violated(
                            op,
                            "C1",
                            "the operand is "
                                    + operand
                                    + "; accepted are floats, so convert it first");
                }
            }
            case NOT -> {
                if (dtype.isFloating()) {
                    throw violated(
                            op,
                            "C1",
                            "the operand is " + operand + "; accepted are integers and bool");
                }
            }
        }
        return List.of(operand);
    }

    private static List<TensorType> binary(Op.Binary op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType left = operands.getFirst();
        same(op, "C1", left, operands.get(1));
        DType dtype = left.dtype();
        if (op.kind().isLogic()) {
            if (dtype.isFloating()) {
                throw violated(
                        op, "C2", "the operands are " + left + "; accepted are integers and bool");
            }
        } else if (op.kind().isShift()) {
            if (!dtype.isInteger()) {
                throw violated(op, "C2", "the operands are " + left + "; accepted are integers");
            }
        } else {
            if (dtype == DType.BOOL) {
                throw violated(
                        op,
                        "C2",
                        "the operands are " + left + "; accepted are floats and integers");
            }
        }
        return List.of(left);
    }

    private static List<TensorType> compare(Op.Compare op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType left = operands.getFirst();
        same(op, "C1", left, operands.get(1));
        boolean ordered = op.comparison() != Comparison.EQ && op.comparison() != Comparison.NE;
        if (left.dtype() == DType.BOOL && ordered) {
            throw violated(
                    op,
                    "C2",
                    "the operands are "
                            + left
                            + ", which has no order; accepted for bool are eq and ne");
        }
        return List.of(left.withDType(DType.BOOL));
    }

    private static List<TensorType> select(Op.Select op, List<TensorType> operands) {
        count(op, operands, 3);
        TensorType onTrue = operands.get(1);
        same(op, "C1", onTrue, operands.get(2));
        if (!operands.getFirst().equals(onTrue.withDType(DType.BOOL))) {
            throw violated(
                    op,
                    "C2",
                    "the condition is "
                            + operands.getFirst()
                            + "; accepted is "
                            + onTrue.withDType(DType.BOOL));
        }
        return List.of(onTrue);
    }

    private static List<TensorType> randomBits(Op.RandomBits op, List<TensorType> operands) {
        count(op, operands, 2);
        TensorType pair = TensorType.of(DType.I32, 2);
        if (!operands.equals(List.of(pair, pair))) {
            throw violated(
                    op,
                    "C1",
                    "key and stream are "
                            + text(operands)
                            + "; accepted are "
                            + pair
                            + " and "
                            + pair);
        }
        return List.of(new TensorType(DType.I32, op.shape()));
    }

    private static List<TensorType> composite(Op.Composite op, List<TensorType> operands) {
        if (!operands.equals(op.body().inputTypes())) {
            throw violated(
                    op,
                    "C1",
                    "the operands are "
                            + text(operands)
                            + "; its body was recorded for "
                            + text(op.body().inputTypes()));
        }
        return op.body().outputTypes();
    }

    static TensorType one(Op op, List<TensorType> operands) {
        count(op, operands, 1);
        return operands.getFirst();
    }

    static void count(Op op, List<TensorType> operands, int expected) {
        if (operands.size() != expected) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    Printer.name(op)
                            + " takes "
                            + expected
                            + " operands; given were "
                            + operands.size()
                            + ".");
        }
    }

    static void same(Op op, String label, TensorType left, TensorType right) {
        if (!left.equals(right)) {
            throw violated(
                    op,
                    label,
                    "the operands are "
                            + left
                            + " and "
                            + right
                            + "; accepted are two of one dtype and shape");
        }
    }

    /**
     * The error for a constraint that does not hold; the sentence says what was given and what is
     * accepted. Made only where it is thrown, since every operation that is recorded passes here.
     */
    static SteelyardException violated(Op op, String label, String sentence) {
        return new SteelyardException(
                ErrorCode.INVALID_PROGRAM,
                Printer.name(op) + " (" + label + "): " + sentence + ".");
    }

    static void requireI32(Op op, String label, TensorType indices, Shape shape) {
        TensorType accepted = new TensorType(DType.I32, shape);
        if (!indices.equals(accepted)) {
            throw violated(op, label, "the indices are " + indices + "; accepted is " + accepted);
        }
    }

    /** Which axes would be accepted. */
    static String axes(TensorType type) {
        int rank = type.shape().rank();
        return rank == 0
                ? "accepted are tensors that have an axis, and a scalar has none"
                : "accepted are 0 to " + (rank - 1);
    }

    static String text(List<TensorType> types) {
        return types.stream().map(TensorType::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
