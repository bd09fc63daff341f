package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
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
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the backend runs. */
public final class Support {
    /** The dtypes it computes with. */
    public static final Set<DType> DTYPES = Set.of(DType.F32, DType.I32, DType.BOOL);

    /** The composites it has kernels for. */
    public static final Set<String> COMPOSITES =
            Set.of(
                    "adamw",
                    "attention",
                    "attention_grad",
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

    /**
     * The composites of a function that stay whole. Attention does not where a size is beyond its
     * kernels.
     */
    static Predicate<CompositeRule> keeps(Function function) {
        boolean attention = function.nodes().stream().allMatch(Support::fitsAttention);
        return rule -> keeps(rule, attention);
    }

    private static boolean fitsAttention(Node node) {
        if (!(node.op() instanceof Op.Composite composite)) {
            return true;
        }
        int query;
        if (composite.rule() instanceof AttentionRule) {
            query = 0;
        } else if (composite.rule() instanceof AttentionGradientRule) {
            query = 1;
        } else {
            return composite.body().nodes().stream().allMatch(Support::fitsAttention);
        }
        Shape q = node.operands().get(query).type().shape();
        Shape k = node.operands().get(query + 1).type().shape();
        return q.size(3) >= 1
                && q.size(3) <= AttentionShape.MAX_HEAD_DIM
                && Math.max(q.size(1), k.size(1)) <= AttentionShape.MAX_TIME;
    }

    /** Whether a composite stays whole: by its type, since a plugin may use a known name again. */
    static boolean keeps(CompositeRule rule, boolean attention) {
        if (rule instanceof AttentionRule || rule instanceof AttentionGradientRule) {
            return attention;
        }
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
            case Op.Reverse ignored -> false;
            case Op.Concat ignored -> false;
            case Op.Take ignored -> false;
            case Op.Scatter ignored -> false;
            case Op.DynamicSlice ignored -> false;
            case Op.DynamicUpdateSlice ignored -> false;
            case Op.DotGeneral ignored -> false;
            case Op.Conv ignored -> false;
            case Op.ConvInputGradient ignored -> false;
            case Op.ConvFilterGradient ignored -> false;
            case Op.WindowReduce ignored -> false;
            case Op.WindowMaxGradient ignored -> false;
            case Op.Reduce ignored -> false;
            case Op.TopK ignored -> false;
            case Op.Scan ignored -> false;
            case Op.Call ignored -> false;
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
