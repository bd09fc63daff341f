package io.steelyard.reference.internal.plan;

import io.steelyard.composite.DropoutRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.run.DropoutStep;

import java.util.List;

/** Writes the composites that have kernels of their own. */
final class CompositeLowering {
    private CompositeLowering() {}

    static void lower(Draft draft, Node node, Op.Composite composite) {
        if (composite.rule() instanceof DropoutRule dropout) {
            dropout(draft, node, dropout);
        } else {
            throw Support.refused(node);
        }
    }

    private static void dropout(Draft draft, Node node, DropoutRule rule) {
        View in = draft.dense(node.operands().getFirst());
        View key = draft.dense(node.operands().get(1));
        View stream = draft.dense(node.operands().get(2));
        View result = draft.result(node.result());
        if (result.type().elements() == 0) {
            return;
        }
        draft.emit(
                List.of(in, key, stream),
                List.of(result),
                Draft.overlay(result, in),
                () ->
                        new DropoutStep(
                                result.address(),
                                in.address(),
                                key.address(),
                                stream.address(),
                                result.type().elements(),
                                rule.rate()));
    }
}
