package io.steelyard.onnx.internal.mapping;

import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arithmetic on each element. */
final class ElementwiseOperators {
    static final Map<String, NodeMapping> MAPPINGS =
            Map.ofEntries(
                    Map.entry("Abs", unary(Tensor::abs)),
                    Map.entry("Neg", unary(Tensor::neg)),
                    Map.entry("Exp", unary(Tensor::exp)),
                    Map.entry("Log", unary(Tensor::log)),
                    Map.entry("Sqrt", unary(Tensor::sqrt)),
                    Map.entry("Erf", unary(Tensor::erf)),
                    Map.entry("Reciprocal", unary(x -> x.scalar(1).div(x))),
                    Map.entry("Add", binary(Tensor::add)),
                    Map.entry("Sub", binary(Tensor::sub)),
                    Map.entry("Mul", binary(Tensor::mul)),
                    Map.entry("Div", binary(Tensor::div)),
                    Map.entry("Pow", ElementwiseOperators::pow),
                    Map.entry("Clip", ElementwiseOperators::clip),
                    Map.entry("Where", ElementwiseOperators::where));

    private ElementwiseOperators() {}

    /** A function of each element of a type that is carried as itself. */
    static NodeMapping unary(UnaryOperator<Tensor> function) {
        return node -> {
            OnnxValue x = arithmetic(node, 0);
            return List.of(x.with(function.apply(x.tensor())));
        };
    }

    private static NodeMapping binary(BinaryOperator<Tensor> function) {
        return node -> {
            OnnxValue left = arithmetic(node, 0);
            Tensor right = arithmetic(node, 1).tensor();
            return List.of(left.with(function.apply(left.tensor(), right)));
        };
    }

    /** An input to compute with: arithmetic in a wider dtype would not wrap where ONNX's does. */
    private static OnnxValue arithmetic(NodeCall node, int index) {
        OnnxValue value = node.input(index);
        if (!value.type().isCarriedAsItself()) {
            throw node.refused(
                    "arithmetic on "
                            + value.type()
                            + ", which is carried in "
                            + value.type().carrier().text()
                            + " and would not wrap at its own width");
        }
        return value;
    }

    /**
     * The result has the type of the base. An integer raised to a float is computed in float64 and
     * truncated.
     */
    private static List<OnnxValue> pow(NodeCall node) {
        OnnxValue base = arithmetic(node, 0);
        OnnxValue exponent = node.input(1);
        if (exponent.type().isCarriedAsBits()) {
            throw node.refused("the exponent is " + exponent.type() + ", which is no number here");
        }
        DType carrier = base.type().carrier();
        DType wide = base.type().isInteger() && exponent.type().isFloating() ? DType.F64 : carrier;
        Tensor power = base.tensor().convert(wide).pow(exponent.tensor().convert(wide));
        return List.of(base.with(power.convert(carrier)));
    }

    /** {@code min(max(x, low), high)}: where low is above high, the result is high. */
    private static List<OnnxValue> clip(NodeCall node) {
        OnnxValue x = node.input(0);
        if (x.type().isCarriedAsBits()) {
            throw node.refused("the input is " + x.type() + ", whose bits have no order");
        }
        Tensor clipped = x.tensor();
        if (node.opset() < 11) {
            clipped = clipped.max(clipped.scalar(node.real("min", -Float.MAX_VALUE)));
            return List.of(x.with(clipped.min(clipped.scalar(node.real("max", Float.MAX_VALUE)))));
        }
        if (node.has(1)) {
            clipped = clipped.max(node.tensor(1));
        }
        if (node.has(2)) {
            clipped = clipped.min(node.tensor(2));
        }
        return List.of(x.with(clipped));
    }

    private static List<OnnxValue> where(NodeCall node) {
        OnnxValue onTrue = node.input(1);
        return List.of(onTrue.with(node.tensor(0).select(onTrue.tensor(), node.tensor(2))));
    }
}
