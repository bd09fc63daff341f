package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AttentionRule;
import io.steelyard.program.Node;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.AttentionShape;
import io.steelyard.reference.internal.kernel.Strides;
import io.steelyard.reference.internal.run.AttentionStep;

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
        View out = draft.result(node.results().get(0));
        View logSumExp = draft.result(node.results().get(1));
        if (logSumExp.type().elements() == 0) {
            return;
        }
        draft.emit(
                List.of(query, key, value, random.get(0), random.get(1), random.get(2)),
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
                                null));
    }

    static void gradient(Draft draft, Node node, AttentionRule rule) {
        View dout = draft.dense(node.operands().get(0));
        View query = rows(draft, node.operands().get(1));
        View key = rows(draft, node.operands().get(2));
        View value = rows(draft, node.operands().get(3));
        View out = draft.dense(node.operands().get(4));
        View logSumExp = draft.dense(node.operands().get(5));
        List<View> random = random(draft, node, 6);
        View dquery = draft.result(node.results().get(0));
        View dkey = draft.result(node.results().get(1));
        View dvalue = draft.result(node.results().get(2));
        if (query.type().elements() == 0 || key.type().elements() == 0) {
            List.of(dquery, dkey, dvalue).forEach(result -> draft.fill(result, 0));
            return;
        }
        draft.emit(
                List.of(
                        dout,
                        query,
                        key,
                        value,
                        out,
                        logSumExp,
                        random.get(0),
                        random.get(1),
                        random.get(2)),
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
        return view.isDenseFrom(3) ? view : draft.dense(operand);
    }

    private static AttentionShape shape(AttentionRule rule, View query, View key) {
        return new AttentionShape(
                Math.toIntExact(query.size(0)),
                Math.toIntExact(query.size(2)),
                Math.toIntExact(query.size(1)),
                Math.toIntExact(key.size(1)),
                Math.toIntExact(query.size(3)),
                rule.scale(),
                rule.causal(),
                rule.dropoutRate());
    }

    private static AttentionStep.Operand place(View view) {
        return new AttentionStep.Operand(
                view.address(), new Strides(view.stride(0), view.stride(1), view.stride(2)));
    }
}
