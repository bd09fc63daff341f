package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.GeluGradientRule;
import io.steelyard.composite.GeluRule;
import io.steelyard.composite.LayerNormGradientRule;
import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.SoftmaxCrossEntropyGradientRule;
import io.steelyard.composite.SoftmaxCrossEntropyRule;
import io.steelyard.composite.SoftmaxGradientRule;
import io.steelyard.composite.SoftmaxRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Binding;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;

import java.util.Set;
import java.util.stream.Stream;

/** What the backend runs. */
public final class Support {
    /** The dtypes it computes with. */
    public static final Set<DType> DTYPES = Set.of(DType.F32, DType.I32, DType.BOOL);

    /** The composites it has kernels for. */
    public static final Set<String> COMPOSITES =
            Set.of(
                    "adamw",
                    "dropout",
                    "gelu",
                    "gelu_grad",
                    "layer_norm",
                    "layer_norm_grad",
                    "softmax",
                    "softmax_grad",
                    "softmax_cross_entropy",
                    "softmax_cross_entropy_grad");

    private Support() {}

    /** Whether a composite stays whole: by its type, since a plugin may use a known name again. */
    static boolean keeps(CompositeRule rule) {
        return rule instanceof AdamWRule
                || rule instanceof DropoutRule
                || rule instanceof GeluRule
                || rule instanceof GeluGradientRule
                || rule instanceof LayerNormRule
                || rule instanceof LayerNormGradientRule
                || rule instanceof SoftmaxRule
                || rule instanceof SoftmaxGradientRule
                || rule instanceof SoftmaxCrossEntropyRule
                || rule instanceof SoftmaxCrossEntropyGradientRule;
    }

    /** Whether an operation computes each element from the elements at the same place. */
    static boolean isElementwise(Op op) {
        return switch (op) {
            case Op.Unary ignored -> true;
            case Op.Binary ignored -> true;
            case Op.Compare ignored -> true;
            case Op.Select ignored -> true;
            case Op.Convert ignored -> true;
            case Op.Composite composite ->
                    composite.rule() instanceof GeluRule
                            || composite.rule() instanceof GeluGradientRule;
            case Op.Constant ignored -> false;
            case Op.Iota ignored -> false;
            case Op.Bitcast ignored -> false;
            case Op.Reshape ignored -> false;
            case Op.Transpose ignored -> false;
            case Op.Broadcast ignored -> false;
            case Op.Slice ignored -> false;
            case Op.Pad ignored -> false;
            case Op.Concat ignored -> false;
            case Op.Take ignored -> false;
            case Op.Scatter ignored -> false;
            case Op.DynamicSlice ignored -> false;
            case Op.DynamicUpdateSlice ignored -> false;
            case Op.DotGeneral ignored -> false;
            case Op.Reduce ignored -> false;
            case Op.RandomBits ignored -> false;
            case Op.StopGradient ignored -> false;
        };
    }

    /** Throws {@code BACKEND_UNSUPPORTED} for a value of a dtype that the backend does not have. */
    static void require(Function function) {
        for (Binding binding : function.inputs()) {
            requireDType(binding, "input");
        }
        for (Binding binding : function.reads()) {
            requireDType(binding, "state");
        }
        for (Node node : function.nodes()) {
            Stream.concat(node.operands().stream(), node.results().stream())
                    .map(Value::type)
                    .filter(type -> !DTYPES.contains(type.dtype()))
                    .findFirst()
                    .ifPresent(
                            type -> {
                                throw unsupported(
                                        Printer.name(node.op()) + " on " + type + place(node),
                                        type.dtype());
                            });
        }
    }

    private static void requireDType(Binding binding, String what) {
        DType dtype = binding.value().type().dtype();
        if (!DTYPES.contains(dtype)) {
            throw unsupported(
                    what + " '" + binding.name() + "' of " + binding.value().type(), dtype);
        }
    }

    /** The refusal of a node for which there is no kernel. */
    static SteelyardException refused(Node node) {
        return unsupported(
                Printer.name(node.op()) + " on " + node.operands().getFirst().type() + place(node),
                node.operands().getFirst().type().dtype());
    }

    private static SteelyardException unsupported(String what, DType dtype) {
        return new SteelyardException(
                ErrorCode.BACKEND_UNSUPPORTED,
                "The reference backend cannot run "
                        + what
                        + "; it computes with f32, i32 and bool, so convert"
                        + " "
                        + dtype.text()
                        + " to one of these or choose another backend.");
    }

    private static String place(Node node) {
        return node.scope().isEmpty() ? "" : " in scope '" + node.scope() + "'";
    }
}
