package io.steelyard.reference.internal.plan;

import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import java.util.Arrays;
import java.util.List;

/** Writes a function's nodes as instructions, group by group. */
final class Lowering {
    private final Function function;
    private final Draft draft;
    private final Producers producers;
    private final List<int[]> schedule;
    private final Readers readers;
    private final Concatenations concatenations;
    private int fused;

    Lowering(Function function, Draft draft) {
        this.function = function;
        this.draft = draft;
        producers = new Producers(function);
        schedule = FusionGroups.schedule(function, producers);
        readers = new Readers(function, producers, schedule);
        concatenations = new Concatenations(draft, readers);
    }

    /**
     * Writes all nodes, those of loops and calls included; returns how many share a kernel with
     * another.
     */
    int lower() {
        for (int[] members : schedule) {
            List<Node> nodes = Arrays.stream(members).mapToObj(function.nodes()::get).toList();
            draft.at(nodes);
            if (FusionGroups.isElementwise(nodes.getFirst())) {
                FusedLowering.lower(draft, nodes, producers, readers, concatenations);
                fused += nodes.size() > 1 ? nodes.size() : 0;
            } else {
                lower(nodes.getFirst());
            }
        }
        return fused;
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
            case Op.Concat concat -> concatenations.write(node, concat);
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
            case Op.Composite composite ->
                    CompositeLowering.lower(draft, node, composite, concatenations);
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
