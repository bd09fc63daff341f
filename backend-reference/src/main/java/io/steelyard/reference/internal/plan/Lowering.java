package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Writes a function's nodes as instructions, group by group. */
final class Lowering {
    private final Function function;
    private final Draft draft;
    private final @Nullable Node[] producers;
    private int fused;

    Lowering(Function function, Draft draft) {
        this.function = function;
        this.draft = draft;
        producers = new Node[function.valueCount()];
        for (Node node : function.nodes()) {
            for (Value result : node.results()) {
                producers[result.id()] = node;
            }
        }
    }

    /**
     * Writes all nodes, those of loops and calls included; returns how many share a kernel with
     * another.
     */
    int lower() {
        int[] groupOf = new int[function.valueCount()];
        var schedule = FusionGroups.schedule(function);
        for (int group = 0; group < schedule.size(); group++) {
            for (int member : schedule.get(group)) {
                for (Value result : function.nodes().get(member).results()) {
                    groupOf[result.id()] = group + 1;
                }
            }
        }
        boolean[] outside = neededOutside(groupOf);
        for (int[] members : schedule) {
            draft.at(Arrays.stream(members).mapToObj(function.nodes()::get).toList());
            Node first = function.nodes().get(members[0]);
            if (FusionGroups.isElementwise(first)) {
                FusedLowering.lower(draft, function, members, producers, outside);
                fused += members.length > 1 ? members.length : 0;
            } else {
                lower(first);
            }
        }
        return fused;
    }

    /** Which values are needed by a node of another group, or by the caller. */
    private boolean[] neededOutside(int[] groupOf) {
        boolean[] outside = new boolean[function.valueCount()];
        for (Node node : function.nodes()) {
            if (FusionGroups.isRename(node.op())) {
                continue;
            }
            int group = groupOf[node.results().getFirst().id()];
            for (Value operand : node.operands()) {
                int source = renamed(operand);
                outside[source] |= groupOf[source] != group;
            }
        }
        for (Binding output : function.outputs()) {
            outside[renamed(output.value())] = true;
        }
        for (Binding write : function.writes()) {
            outside[renamed(write.value())] = true;
        }
        return outside;
    }

    private int renamed(Value value) {
        Value current = value;
        Node producer = producers[current.id()];
        while (producer != null && FusionGroups.isRename(producer.op())) {
            current = producer.operands().getFirst();
            producer = producers[current.id()];
        }
        return current.id();
    }

    private void lower(Node node) {
        switch (node.op()) {
            case Op.Constant constant ->
                    draft.define(node.result(), draft.constant(constant.value()));
            case Op.Iota iota -> Movement.iota(draft, node, iota);
            case Op.Reshape ignored -> rename(node);
            case Op.StopGradient ignored -> rename(node);
            case Op.Bitcast ignored -> rename(node);
            case Op.Transpose transpose ->
                    draft.define(node.result(), operand(node).transpose(transpose.permutation()));
            case Op.Broadcast broadcast ->
                    draft.define(node.result(), operand(node).broadcast(broadcast));
            case Op.Slice slice -> draft.define(node.result(), operand(node).slice(slice.spans()));
            case Op.Pad pad -> Movement.pad(draft, node, pad);
            case Op.Concat concat -> Movement.concat(draft, node, concat);
            case Op.Take take -> Indexing.take(draft, node, take);
            case Op.Scatter scatter -> Indexing.scatter(draft, node, scatter);
            case Op.DynamicSlice ignored -> Movement.dynamicSlice(draft, node);
            case Op.DynamicUpdateSlice ignored -> Movement.dynamicUpdateSlice(draft, node);
            case Op.DotGeneral dot -> Contractions.dot(draft, node, dot);
            case Op.Reduce reduce -> Reductions.reduce(draft, node, reduce);
            case Op.RandomBits ignored -> Movement.randomBits(draft, node);
            case Op.Reverse reverse ->
                    draft.define(node.result(), operand(node).reverse(reverse.axes()));
            case Op.Conv conv -> Convolutions.conv(draft, node, conv);
            case Op.ConvInputGradient conv -> Convolutions.inputGradient(draft, node, conv);
            case Op.ConvFilterGradient conv -> Convolutions.filterGradient(draft, node, conv);
            case Op.WindowReduce reduce -> WindowLowering.reduce(draft, node, reduce);
            case Op.WindowMaxGradient gradient -> WindowLowering.maxGradient(draft, node, gradient);
            case Op.TopK topK -> Sorting.topK(draft, node, topK);
            case Op.Scan scan -> fused += Loops.scan(draft, node, scan);
            case Op.Call call -> fused += Loops.call(draft, node, call);
            case Op.Composite ignored when Support.isElementwise(node.op()) ->
                    draft.result(node.result());
            case Op.Composite composite -> CompositeLowering.lower(draft, node, composite);
            // Elementwise nodes come here only when they have no elements.
            case Op.Unary ignored -> draft.result(node.result());
            case Op.Binary ignored -> draft.result(node.result());
            case Op.Compare ignored -> draft.result(node.result());
            case Op.Select ignored -> draft.result(node.result());
            case Op.Convert ignored -> draft.result(node.result());
        }
    }

    /**
     * The operand under another name; where it is inside a group alone, it has no memory to name.
     */
    private void rename(Node node) {
        Value operand = node.operands().getFirst();
        if (!draft.isDefined(operand)) {
            return;
        }
        if (node.op() instanceof Op.Reshape reshape) {
            Movement.reshape(draft, node, reshape.shape());
        } else if (node.op() instanceof Op.Bitcast bitcast) {
            draft.define(node.result(), draft.view(operand).bitcast(bitcast.dtype()));
        } else {
            draft.define(node.result(), draft.view(operand));
        }
    }

    private View operand(Node node) {
        return draft.view(node.operands().getFirst());
    }
}
