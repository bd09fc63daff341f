package io.steelyard.reference.internal.plan;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

/** Which node defines each value of a function, and which value is but another name of one. */
final class Producers {
    private final @Nullable Node[] producers;

    Producers(Function function) {
        producers = new Node[function.valueCount()];
        for (Node node : function.nodes()) {
            for (Value result : node.results()) {
                producers[result.id()] = node;
            }
        }
    }

    /** The node that defines a value; null for inputs and state. */
    @Nullable Node of(Value value) {
        return producers[value.id()];
    }

    /** What a value is another name of, if only of itself: what a kernel computed, or was given. */
    Value original(Value value) {
        Value current = value;
        Node producer = of(current);
        while (producer != null && FusionGroups.isRename(producer.op())) {
            current = producer.operands().getFirst();
            producer = of(current);
        }
        return current;
    }
}
