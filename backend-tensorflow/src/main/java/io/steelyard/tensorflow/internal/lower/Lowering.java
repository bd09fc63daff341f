package io.steelyard.tensorflow.internal.lower;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
import io.steelyard.program.Binding;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.tensorflow.internal.library.Output;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Adds the operations of a function to a graph, one after the other. */
final class Lowering {
    private final Emitter emitter;
    private final Operands operands;
    private final Elementwise elementwise;
    private final Conversions conversions;
    private final Movement movement;
    private final Indexing indexing;
    private final Contractions contractions;
    private final Convolutions convolutions;
    private final WindowLowering windows;
    private final Reductions reductions;
    private final Attention attention;
    private final Control control;
    private final @Nullable VariableUpdates updates;

    /** Of a function that has no variables. */
    Lowering(Emitter emitter) {
        this(emitter, null);
    }

    /**
     * Of any function.
     *
     * @param updates takes those that are done within variables
     */
    Lowering(Emitter emitter, @Nullable VariableUpdates updates) {
        this.emitter = emitter;
        this.updates = updates;
        operands = new Operands(emitter);
        elementwise = new Elementwise(emitter);
        conversions = new Conversions(emitter);
        movement = new Movement(emitter);
        indexing = new Indexing(emitter);
        contractions = new Contractions(emitter);
        convolutions = new Convolutions(emitter);
        windows = new WindowLowering(emitter);
        reductions = new Reductions(emitter);
        attention = new Attention(emitter);
        control = new Control(emitter);
    }

    /** Gives a value of the function its place in the graph. */
    void bind(Value value, Output output) {
        operands.bind(value, output);
    }

    Output output(Value value) {
        return operands.whole(value);
    }

    /** Lowers all nodes; inputs and reads are bound. */
    void lower(Function function) {
        for (Node node : function.nodes()) {
            emitter.scope(node.scope());
            List<Output> x =
                    isElementwise(node.op()) ? operands.repeatable(node) : operands.whole(node);
            List<Output> results = lower(node, x);
            for (int i = 0; i < results.size(); i++) {
                bind(node.results().get(i), results.get(i));
            }
        }
        emitter.scope("");
    }

    private static boolean isElementwise(Op op) {
        return op instanceof Op.Binary || op instanceof Op.Compare || op instanceof Op.Select;
    }

    /** The values of a function's outputs. */
    List<Output> outputs(Function function) {
        return function.outputs().stream().map(Binding::value).map(this::output).toList();
    }

    private List<Output> lower(Node node, List<Output> x) {
        return switch (node.op()) {
            case Op.Constant constant -> List.of(emitter.constant(constant.value()));
            case Op.Iota iota -> List.of(movement.iota(iota));
            case Op.Convert convert -> List.of(conversions.convert(node, convert, x.getFirst()));
            case Op.Bitcast bitcast -> List.of(conversions.bitcast(bitcast, x.getFirst()));
            case Op.Unary unary -> List.of(elementwise.unary(unary.kind(), node, x.getFirst()));
            case Op.Binary binary -> List.of(elementwise.binary(binary.kind(), node, x));
            case Op.Compare compare -> List.of(elementwise.compare(compare.comparison(), node, x));
            case Op.Select _ -> List.of(emitter.select(x.get(0), x.get(1), x.get(2)));
            case Op.Reshape reshape -> List.of(emitter.reshape(x.getFirst(), reshape.shape()));
            case Op.Transpose transpose -> List.of(movement.transpose(transpose, x.getFirst()));
            case Op.Broadcast broadcast -> operands.repeat(broadcast, node, x.getFirst());
            case Op.Slice slice -> List.of(movement.slice(slice, x.getFirst()));
            case Op.Pad pad -> List.of(movement.pad(pad, node, x));
            case Op.Concat concat -> List.of(movement.concat(concat, x));
            case Op.Reverse reverse -> List.of(movement.reverse(reverse, x.getFirst()));
            case Op.Take take -> List.of(indexing.take(take, node, x));
            case Op.Scatter scatter -> List.of(indexing.scatter(scatter, node, x));
            case Op.DynamicSlice slice -> List.of(indexing.dynamicSlice(slice, node, x));
            case Op.DynamicUpdateSlice _ -> List.of(indexing.dynamicUpdateSlice(node, x));
            case Op.DotGeneral dot -> List.of(contractions.dot(dot, node, x));
            case Op.Conv conv -> List.of(convolutions.conv(conv, node, x));
            case Op.ConvInputGradient conv -> List.of(convolutions.inputGradient(conv, node, x));
            case Op.ConvFilterGradient conv -> List.of(convolutions.filterGradient(conv, node, x));
            case Op.WindowReduce window -> List.of(windows.reduce(window, node, x.getFirst()));
            case Op.WindowMaxGradient window -> List.of(windows.maxGradient(window, node, x));
            case Op.Reduce reduce -> List.of(reductions.reduce(reduce, node, x.getFirst()));
            case Op.TopK topK -> reductions.topK(topK, node, x.getFirst());
            case Op.RandomBits bits -> List.of(movement.randomBits(bits, x));
            case Op.Scan scan -> control.scan(scan, node, x);
            case Op.Call call -> control.call(call, x);
            case Op.StopGradient _ -> List.of(x.getFirst());
            case Op.Composite composite -> whole(composite.rule(), node, x);
        };
    }

    /** What stays within variables has no results here. */
    private List<Output> whole(CompositeRule rule, Node node, List<Output> x) {
        if (updates != null && rule instanceof InPlaceUpdates.InPlaceAdamWRule(AdamWRule adamW)) {
            updates.adamW(adamW, node, x);
            return List.of();
        }
        if (rule instanceof AttentionRule forward) {
            return attention.forward(forward, node, x);
        }
        if (rule instanceof AttentionGradientRule gradient) {
            return attention.gradient(gradient, node, x);
        }
        throw new IllegalStateException("Composite " + rule.name() + " was not expanded.");
    }
}
