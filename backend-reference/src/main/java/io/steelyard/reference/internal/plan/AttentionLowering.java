package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AttentionRule;
import io.steelyard.program.Node;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.Strides;
import io.steelyard.reference.internal.run.AttentionStep;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes attention and its gradient. Query, key and value may be slices of one buffer: the kernels
 * step over what lies between.
 */
final class AttentionLowering {
    private AttentionLowering() {}

    static void forward(Draft draft, Node node, AttentionRule rule) {
        View query = rows(draft, node.operands().get(0));
        View key = rows(draft, node.operands().get(1));
        View value = rows(draft, node.operands().get(2));
        List<View> random = random(draft, node, 3);
        View mask = mask(draft, node, 6);
        View out = draft.result(node.results().get(0));
        View logSumExp = draft.result(node.results().get(1));
        if (logSumExp.type().elements() == 0) {
            return;
        }
        draft.emit(
                reads(List.of(query, key, value), random, mask),
                List.of(out, logSumExp),
                () ->
                        new AttentionStep(
                                shape(rule, query, key),
                                place(query),
                                place(key),
                                place(value),
                                out.address(),
                                logSumExp.address(),
                                random.get(0).address(),
                                random.get(1).address(),
                                random.get(2).address(),
                                maskPlace(mask),
                                null));
    }

    /** Gradients of slices of one buffer are written side by side too, where nothing else is. */
    static void gradient(
            Draft draft, Node node, AttentionRule rule, Concatenations concatenations) {
        View dout = draft.dense(node.operands().get(0));
        View query = rows(draft, node.operands().get(1));
        View key = rows(draft, node.operands().get(2));
        View value = rows(draft, node.operands().get(3));
        View out = draft.dense(node.operands().get(4));
        View logSumExp = draft.dense(node.operands().get(5));
        List<View> random = random(draft, node, 6);
        View mask = mask(draft, node, 9);
        View dquery = concatenations.result(node.results().get(0), AttentionLowering::hasRows);
        View dkey = concatenations.result(node.results().get(1), AttentionLowering::hasRows);
        View dvalue = concatenations.result(node.results().get(2), AttentionLowering::hasRows);
        if (query.type().elements() == 0 || key.type().elements() == 0) {
            List.of(dquery, dkey, dvalue).forEach(result -> draft.fill(result, 0));
            return;
        }
        draft.emit(
                reads(List.of(dout, query, key, value, out, logSumExp), random, mask),
                List.of(dquery, dkey, dvalue),
                () ->
                        new AttentionStep(
                                shape(rule, query, key),
                                place(query),
                                place(key),
                                place(value),
                                out.address(),
                                logSumExp.address(),
                                random.get(0).address(),
                                random.get(1).address(),
                                random.get(2).address(),
                                maskPlace(mask),
                                new AttentionStep.Gradient(
                                        dout.address(),
                                        place(dquery),
                                        place(dkey),
                                        place(dvalue))));
    }

    /** Position, random key and random stream. */
    private static List<View> random(Draft draft, Node node, int from) {
        return node.operands().subList(from, from + 3).stream().map(draft::dense).toList();
    }

    /** An operand whose rows of headDim elements are dense. */
    private static View rows(Draft draft, Value operand) {
        View view = draft.view(operand);
        return hasRows(view) ? view : draft.dense(operand);
    }

    private static boolean hasRows(View view) {
        return view.isDenseFrom(3);
    }

    /** The mask, whose rows of keys are dense; null where there is none. */
    private static @Nullable View mask(Draft draft, Node node, int operand) {
        return node.operands().size() > operand ? rows(draft, node.operands().get(operand)) : null;
    }

    private static List<View> reads(List<View> operands, List<View> random, @Nullable View mask) {
        List<View> reads = new ArrayList<>(operands);
        reads.addAll(random);
        if (mask != null) {
            reads.add(mask);
        }
        return reads;
    }

    private static AttentionStep.@Nullable Mask maskPlace(@Nullable View mask) {
        return mask == null
                ? null
                : new AttentionStep.Mask(
                        mask.address(), stride(mask, 0), stride(mask, 1), stride(mask, 2));
    }

    /** 0 for an axis along which all share what there is once. */
    private static long stride(View mask, int axis) {
        return mask.size(axis) == 1 ? 0 : mask.stride(axis);
    }

    private static AttentionShape shape(AttentionRule rule, View query, View key) {
        return new AttentionShape(
                Math.toIntExact(query.size(0)),
                Math.toIntExact(query.size(2)),
                Math.toIntExact(key.size(2)),
                Math.toIntExact(query.size(1)),
                Math.toIntExact(key.size(1)),
                Math.toIntExact(query.size(3)),
                rule.scale(),
                rule.causal(),
                rule.window(),
                rule.dropoutRate());
    }

    private static AttentionStep.Operand place(View view) {
        return new AttentionStep.Operand(
                view.address(), new Strides(view.stride(0), view.stride(1), view.stride(2)));
    }
}
