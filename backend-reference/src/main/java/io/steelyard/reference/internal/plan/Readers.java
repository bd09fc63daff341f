package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Who reads the values of a function outside of the group that computes them: a value that nobody
 * reads there needs no memory. What reads a value under another name reads the value.
 */
final class Readers {
    private final Producers producers;
    private final boolean[] outside;
    private final @Nullable Reader[] only;

    /** A node as the reader of one of its operands. */
    record Reader(Node node, int operand) {}

    /**
     * The readers of all values.
     *
     * @param groups the nodes by number, those of a group together
     */
    Readers(Function function, Producers producers, List<int[]> groups) {
        this.producers = producers;
        outside = new boolean[function.valueCount()];
        only = new Reader[function.valueCount()];
        int[] groupOf = new int[function.valueCount()];
        for (int group = 0; group < groups.size(); group++) {
            for (int member : groups.get(group)) {
                for (Value result : function.nodes().get(member).results()) {
                    groupOf[result.id()] = group + 1;
                }
            }
        }
        for (Node node : function.nodes()) {
            if (FusionGroups.isRename(node.op())) {
                continue;
            }
            int group = groupOf[node.results().getFirst().id()];
            for (int i = 0; i < node.operands().size(); i++) {
                int source = producers.original(node.operands().get(i)).id();
                if (groupOf[source] != group) {
                    only[source] = outside[source] ? null : new Reader(node, i);
                    outside[source] = true;
                }
            }
        }
        function.outputs().forEach(this::readByCaller);
        function.writes().forEach(this::readByCaller);
    }

    private void readByCaller(Binding binding) {
        int source = producers.original(binding.value()).id();
        outside[source] = true;
        only[source] = null;
    }

    /** Whether a value is needed by a node of another group, or by the caller. */
    boolean isReadOutside(Value value) {
        return outside[value.id()];
    }

    /** What alone needs a value, once; null where that is nobody, the caller, or several. */
    @Nullable Reader only(Value value) {
        return only[value.id()];
    }
}
