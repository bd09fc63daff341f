package io.steelyard.tensorflow.internal.lower;

import io.steelyard.program.BinaryKind;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.UnaryKind;
import io.steelyard.program.Value;
import io.steelyard.program.pass.Pass;
import io.steelyard.program.pass.Rewriter;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Spares what sums do not need: a sum with a negated operand becomes a difference, and a sum of
 * parts that zeros surround, side by side along an axis, becomes the parts joined. The latter is
 * what the gradient of a split is.
 */
public record Sums() implements Pass {
    /**
     * Operands side by side along an axis, zero around them.
     *
     * @param end where the last one ends
     */
    private record Parts(int axis, long start, long end, List<Value> values) {
        /** Both together; null where they do not touch. */
        @Nullable Parts with(@Nullable Parts other) {
            if (other == null || other.axis != axis) {
                return null;
            }
            Parts first = start < other.start ? this : other;
            Parts second = start < other.start ? other : this;
            return first.end == second.start
                    ? new Parts(
                            axis,
                            first.start,
                            second.end,
                            Stream.concat(first.values.stream(), second.values.stream()).toList())
                    : null;
        }
    }

    @Override
    public String name() {
        return "sums";
    }

    @Override
    public Function apply(Function function) {
        return new Search(function).run();
    }

    /** One run of the pass. */
    private static final class Search {
        private final Function function;
        private final Rewriter rewriter;
        private final Map<Value, Parts> parts = new HashMap<>();

        Search(Function function) {
            this.function = function;
            rewriter = new Rewriter(function);
        }

        Function run() {
            for (Node node : function.nodes()) {
                if (node.op() instanceof Op.Binary(BinaryKind kind) && kind == BinaryKind.ADD) {
                    rewriter.replace(node.result(), sum(node));
                } else {
                    rewriter.copy(node);
                    if (node.op() instanceof Op.Pad pad) {
                        note(pad, rewriter.map(node.operands()), rewriter.map(node.result()));
                    }
                }
            }
            return rewriter.finish();
        }

        private void note(Op.Pad pad, List<Value> operands, Value result) {
            List<Integer> padded =
                    Stream.iterate(0, axis -> axis + 1)
                            .limit(pad.paddings().size())
                            .filter(
                                    axis ->
                                            !new Op.Padding(0, 0, 0)
                                                    .equals(pad.paddings().get(axis)))
                            .toList();
            if (padded.size() == 1 && isZero(operands.get(1))) {
                int axis = padded.getFirst();
                Op.Padding padding = pad.paddings().get(axis);
                Value part = operands.getFirst();
                if (padding.interior() == 0) {
                    long end = padding.low() + part.type().shape().size(axis);
                    parts.put(result, new Parts(axis, padding.low(), end, List.of(part)));
                }
            }
        }

        private boolean isZero(Value value) {
            Node node = rewriter.definition(value);
            return node != null
                    && node.op() instanceof Op.Constant constant
                    && constant.value().type().elements() == 1
                    && constant.value().get(0) == 0;
        }

        private Value sum(Node node) {
            List<Value> operands = rewriter.map(node.operands());
            Value a = operands.getFirst();
            Value b = operands.getLast();
            Parts joined = parts.containsKey(a) ? parts.get(a).with(parts.get(b)) : null;
            if (joined != null
                    && joined.start() == 0
                    && joined.end() == node.result().type().shape().size(joined.axis())) {
                return rewriter.append(new Op.Concat(joined.axis()), joined.values(), node.scope());
            }
            Value sum = plain(node, operands);
            if (joined != null) {
                parts.put(sum, joined);
            }
            return sum;
        }

        private Value plain(Node node, List<Value> operands) {
            Value a = operands.getFirst();
            Value b = operands.getLast();
            Value negatedA = negated(a);
            Value negatedB = negated(b);
            return negatedB != null
                    ? difference(a, negatedB, node)
                    : negatedA != null
                            ? difference(b, negatedA, node)
                            : rewriter.append(node, operands, node.scope()).getFirst();
        }

        private @Nullable Value negated(Value value) {
            Node node = rewriter.definition(value);
            return node != null
                            && node.op() instanceof Op.Unary(UnaryKind kind)
                            && kind == UnaryKind.NEG
                    ? node.operands().getFirst()
                    : null;
        }

        private Value difference(Value a, Value b, Node node) {
            return rewriter.append(new Op.Binary(BinaryKind.SUB), List.of(a, b), node.scope());
        }
    }
}
