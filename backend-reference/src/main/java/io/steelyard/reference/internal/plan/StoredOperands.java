package io.steelyard.reference.internal.plan;

import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.program.Value;
import io.steelyard.program.pass.Pass;
import io.steelyard.program.pass.Rewriter;
import io.steelyard.tensor.DType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads weights that are stored in BF16 as they are: a product takes them as its right operand and
 * makes F32 of them on the way, and rows are looked up before they are converted. No result has
 * other bits by it than those that the order of sums gives it.
 */
final class StoredOperands implements Pass {
    /**
     * A product whose right operand is BF16: operands left F32, right BF16 and, of a biased one, a
     * row F32 {@code [n]}.
     *
     * @param biased whether there is such a row
     */
    record StoredProductRule(Op.DotGeneral product, boolean biased) implements CompositeRule {
        @Override
        public String name() {
            return biased ? "dot_general_bf16_bias" : "dot_general_bf16";
        }

        @Override
        public List<Tensor> decompose(List<Tensor> operands) {
            Tensor left = operands.getFirst();
            Tensor right = operands.get(1).convert(DType.F32);
            Tensor result = left.recorder().apply(product, left, right);
            return List.of(biased ? result.add(operands.get(2)) : result);
        }
    }

    @Override
    public String name() {
        return "stored_operands";
    }

    @Override
    public Function apply(Function function) {
        Rewriter rewriter = new Rewriter(function);
        for (Node node : function.nodes()) {
            Value result = rewritten(rewriter, node);
            if (result == null) {
                rewriter.copy(node);
            } else {
                rewriter.replace(node.result(), result);
            }
        }
        return rewriter.finish();
    }

    private static @Nullable Value rewritten(Rewriter rewriter, Node node) {
        return switch (node.op()) {
            case Op.Take take -> converted(rewriter, node, take);
            case Op.DotGeneral product -> product(rewriter, node, product, false);
            case Op.Composite composite ->
                    composite.rule() instanceof KernelFolding.BiasedProductRule(var product)
                            ? product(rewriter, node, product, true)
                            : null;
            default -> null;
        };
    }

    private static @Nullable Value converted(Rewriter rewriter, Node node, Op.Take take) {
        Value stored = stored(rewriter, rewriter.map(node.operands().getFirst()));
        if (stored == null) {
            return null;
        }
        Value indices = rewriter.map(node.operands().get(1));
        Value taken = rewriter.append(take, List.of(stored, indices), node.scope());
        return rewriter.append(new Op.Convert(DType.F32), List.of(taken), node.scope());
    }

    private static @Nullable Value product(
            Rewriter rewriter, Node node, Op.DotGeneral product, boolean biased) {
        Value right = rewriter.map(node.operands().get(1));
        Value stored = product.rightBatch().count() > 0 ? null : storedMatrix(rewriter, right);
        if (stored == null) {
            return null;
        }
        List<Value> operands = new ArrayList<>(rewriter.map(node.operands()));
        operands.set(1, stored);
        Op.Composite composite =
                KernelFolding.composite(new StoredProductRule(product, biased), operands);
        return rewriter.append(composite, operands, node.scope());
    }

    /** As {@link #stored}; of one that was transposed after that, what is transposed before. */
    private static @Nullable Value storedMatrix(Rewriter rewriter, Value value) {
        Node definition = rewriter.definition(value);
        if (definition != null && definition.op() instanceof Op.Transpose transpose) {
            Value stored = stored(rewriter, definition.operands().getFirst());
            return stored == null
                    ? null
                    : rewriter.append(transpose, List.of(stored), definition.scope());
        }
        return stored(rewriter, value);
    }

    /** What a value is in BF16, where it was converted to F32 from that. */
    private static @Nullable Value stored(Rewriter rewriter, Value value) {
        Node definition = rewriter.definition(value);
        if (definition == null
                || !(definition.op() instanceof Op.Convert)
                || definition.result().type().dtype() != DType.F32) {
            return null;
        }
        Value operand = definition.operands().getFirst();
        return operand.type().dtype() == DType.BF16 ? operand : null;
    }
}
