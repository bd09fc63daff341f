package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Where the parts of concatenations lie: a value that one concatenation alone reads may be computed
 * in its place there, and is not moved afterwards. The memory of a concatenation is there as soon
 * as the first of its parts is.
 */
final class Concatenations {
    private final Draft draft;
    private final Readers readers;
    private final Map<Integer, View> wholes = new HashMap<>();

    Concatenations(Draft draft, Readers readers) {
        this.draft = draft;
        this.readers = readers;
    }

    /** The place of a value in the concatenation that alone reads it; null when it has none. */
    @Nullable View place(Value value) {
        Readers.Reader reader = readers.only(value);
        if (reader == null || !(reader.node().op() instanceof Op.Concat op)) {
            return null;
        }
        // The concatenation may read it under another name.
        View named = part(reader.node(), op, reader.operand()).reshape(value.type().shape());
        return named == null ? null : named.bitcast(value.type().dtype());
    }

    /**
     * Memory for a result: its place in the concatenation that alone reads it, if it may lie as it
     * does there, or memory of its own.
     */
    View result(Value value, Predicate<View> mayLie) {
        View place = place(value);
        if (place == null || !mayLie.test(place)) {
            return draft.result(value);
        }
        draft.define(value, place);
        return place;
    }

    /** Writes a concatenation: moves the parts that were not computed in their places. */
    void write(Node node, Op.Concat op) {
        View whole = whole(node);
        draft.define(node.result(), whole);
        for (int i = 0; i < node.operands().size(); i++) {
            View operand = draft.view(node.operands().get(i));
            if (operand.buffer() != whole.buffer()) {
                Movement.emitCopy(draft, operand, part(node, op, i));
            }
        }
    }

    /** The memory of a concatenation, which may be a part of another one. */
    private View whole(Node node) {
        View known = wholes.get(node.result().id());
        if (known != null) {
            return known;
        }
        View place = place(node.result());
        View whole = place == null ? draft.allocate(node.result().type()) : place;
        wholes.put(node.result().id(), whole);
        return whole;
    }

    private View part(Node node, Op.Concat op, int operand) {
        long from = 0;
        for (Value before : node.operands().subList(0, operand)) {
            from += before.type().shape().size(op.axis());
        }
        List<Op.Span> spans = new ArrayList<>();
        Value part = node.operands().get(operand);
        for (int axis = 0; axis < part.type().shape().rank(); axis++) {
            long start = axis == op.axis() ? from : 0;
            spans.add(new Op.Span(start, start + part.type().shape().size(axis), 1));
        }
        return whole(node).slice(spans);
    }
}
