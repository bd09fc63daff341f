package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.GeluGradientRule;
import io.steelyard.composite.GeluRule;
import io.steelyard.composite.LayerNormGradientRule;
import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.RmsNormGradientRule;
import io.steelyard.composite.RmsNormRule;
import io.steelyard.composite.RopeRule;
import io.steelyard.composite.SiluGradientRule;
import io.steelyard.composite.SiluRule;
import io.steelyard.composite.SoftmaxCrossEntropyGradientRule;
import io.steelyard.composite.SoftmaxCrossEntropyRule;
import io.steelyard.composite.SoftmaxGradientRule;
import io.steelyard.composite.SoftmaxRule;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Printer;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;

import java.util.Set;
import java.util.stream.Stream;

/** What the backend runs. */
public final class Support {
    /** The dtypes it computes with: all. */
    public static final Set<DType> DTYPES = Set.of(DType.values());

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
                    "rms_norm",
                    "rms_norm_grad",
                    "rope",
                    "silu",
                    "silu_grad",
                    "softmax",
                    "softmax_grad",
                    "softmax_cross_entropy",
                    "softmax_cross_entropy_grad");

    /** The dtypes that the kernels of composites read and write. */
    private static final Set<DType> KERNEL_DTYPES = Set.of(DType.F32, DType.I32, DType.BOOL);

    private Support() {}

    /**
     * Whether a node is a composite that stays whole: by the type of its rule, since a plugin may
     * use a known name again. The kernels compute with F32, and those of attention have a largest
     * size.
     */
    static boolean keeps(Node node) {
        return node.op() instanceof Op.Composite composite
                && Stream.concat(node.operands().stream(), node.results().stream())
                        .map(value -> value.type().dtype())
                        .allMatch(dtype -> KERNEL_DTYPES.contains(dtype))
                && hasKernel(composite.rule(), node);
    }

    private static boolean hasKernel(CompositeRule rule, Node node) {
        if (rule instanceof AttentionRule) {
            return fitsAttention(node, 0);
        }
        if (rule instanceof AttentionGradientRule) {
            return fitsAttention(node, 1);
        }
        if (rule instanceof RopeRule rope) {
            return rope.rotated() > 0;
        }
        return isElementwise(rule)
                || rule instanceof AdamWRule
                || rule instanceof DropoutRule
                || rule instanceof LayerNormRule
                || rule instanceof LayerNormGradientRule
                || rule instanceof RmsNormRule
                || rule instanceof RmsNormGradientRule
                || rule instanceof RotationTables.RotationRule
                || rule instanceof SoftmaxRule
                || rule instanceof SoftmaxGradientRule
                || rule instanceof SoftmaxCrossEntropyRule
                || rule instanceof SoftmaxCrossEntropyGradientRule;
    }

    /**
     * Whether the kernels of attention count as far.
     *
     * @param query the place of the queries among the operands; the keys follow
     */
    private static boolean fitsAttention(Node node, int query) {
        Shape q = node.operands().get(query).type().shape();
        Shape k = node.operands().get(query + 1).type().shape();
        return q.size(3) >= 1
                && q.size(3) <= AttentionShape.MAX_HEAD_DIM
                && Math.max(q.size(1), k.size(1)) <= AttentionShape.MAX_TIME;
    }

    private static boolean isElementwise(CompositeRule rule) {
        return rule instanceof GeluRule
                || rule instanceof GeluGradientRule
                || rule instanceof SiluRule
                || rule instanceof SiluGradientRule;
    }

    /** Whether an operation computes each element from the elements at the same place. */
    static boolean isElementwise(Op op) {
        return switch (op) {
            case Op.Unary ignored -> true;
            case Op.Binary ignored -> true;
            case Op.Compare ignored -> true;
            case Op.Select ignored -> true;
            case Op.Convert ignored -> true;
            case Op.Composite composite -> isElementwise(composite.rule());
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

    /** The refusal of a node for which there is no kernel. */
    static SteelyardException refused(Node node) {
        return new SteelyardException(
                ErrorCode.BACKEND_UNSUPPORTED,
                "The reference backend has no kernel for "
                        + Printer.name(node.op())
                        + " on "
                        + node.operands().getFirst().type()
                        + place(node)
                        + "; choose another backend.");
    }

    private static String place(Node node) {
        return node.scope().isEmpty() ? "" : " in scope '" + node.scope() + "'";
    }
}
