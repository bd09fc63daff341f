package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.LayerNormGradientRule;
import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.RmsNormGradientRule;
import io.steelyard.composite.RmsNormRule;
import io.steelyard.composite.RopeRule;
import io.steelyard.composite.SoftmaxCrossEntropyGradientRule;
import io.steelyard.composite.SoftmaxCrossEntropyRule;
import io.steelyard.composite.SoftmaxGradientRule;
import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.reference.internal.kernel.AdamKernels;
import io.steelyard.reference.internal.kernel.CrossEntropyKernels;
import io.steelyard.reference.internal.kernel.DropoutKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.RotationKernels;
import io.steelyard.reference.internal.kernel.SoftmaxKernels;
import io.steelyard.reference.internal.run.Address;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes the composites that have kernels of their own. */
final class CompositeLowering extends RowsLowering {
    private CompositeLowering(Draft draft, Node node) {
        super(draft, node);
    }

    static void lower(
            Draft draft, Node node, Op.Composite composite, Concatenations concatenations) {
        CompositeLowering lowering = new CompositeLowering(draft, node);
        switch (composite.rule()) {
            case DropoutRule rule -> lowering.dropout(rule);
            case SoftmaxRule ignored -> lowering.softmax();
            case SoftmaxGradientRule ignored -> lowering.softmaxGradient();
            case LayerNormRule rule -> NormalizationLowering.layerNorm(draft, node, rule);
            case LayerNormGradientRule ignored ->
                    NormalizationLowering.layerNormGradient(draft, node);
            case RmsNormRule rule -> NormalizationLowering.rmsNorm(draft, node, rule);
            case RmsNormGradientRule ignored -> NormalizationLowering.rmsNormGradient(draft, node);
            case SoftmaxCrossEntropyRule ignored -> lowering.crossEntropy();
            case SoftmaxCrossEntropyGradientRule ignored -> lowering.crossEntropyGradient();
            case AdamWRule rule -> lowering.adamW(rule, null);
            case KernelFolding.ScaledAdamWRule rule ->
                    lowering.adamW(rule.update(), lowering.operand(6));
            case KernelFolding.BiasedProductRule rule ->
                    Contractions.dot(
                            draft,
                            node,
                            rule.product(),
                            lowering.operand(2),
                            draft.result(node.result()));
            case StoredOperands.StoredProductRule rule ->
                    Contractions.dot(
                            draft,
                            node,
                            rule.product(),
                            rule.biased() ? lowering.operand(2) : null,
                            draft.result(node.result()));
            case RotationTables.RotationRule rule -> lowering.rotation(rule.rope());
            case AttentionRule rule -> AttentionLowering.forward(draft, node, rule);
            case AttentionGradientRule rule ->
                    AttentionLowering.gradient(draft, node, rule.forward(), concatenations);
            default -> throw Support.refused(node);
        }
    }

    private void dropout(DropoutRule rule) {
        View in = operand(0);
        View key = operand(1);
        View stream = operand(2);
        View out = draft.result(node.result());
        emit(
                List.of(in, key, stream),
                List.of(out),
                Draft.overlay(out, in),
                out.type().elements(),
                1,
                () -> {
                    Address to = out.address();
                    Address from = in.address();
                    Address k = key.address();
                    Address s = stream.address();
                    return (frame, first, last) ->
                            DropoutKernels.dropout(
                                    frame.at(to) + 4 * first,
                                    frame.at(from) + 4 * first,
                                    first,
                                    last - first,
                                    rule.rate(),
                                    NativeMemory.getInt(frame.at(k)),
                                    NativeMemory.getInt(frame.at(k) + 4),
                                    NativeMemory.getInt(frame.at(s)),
                                    NativeMemory.getInt(frame.at(s) + 4));
                });
    }

    private void softmax() {
        View in = operand(0);
        View out = draft.result(node.result());
        int columns = columns(in);
        emit(
                List.of(in),
                List.of(out),
                Draft.overlay(out, in),
                rows(in),
                columns,
                () -> {
                    Address to = out.address();
                    Address from = in.address();
                    return (frame, first, last) ->
                            SoftmaxKernels.softmax(
                                    frame.at(to), frame.at(from), columns, first, last);
                });
    }

    private void softmaxGradient() {
        View y = operand(0);
        View dy = operand(1);
        View dx = draft.result(node.result());
        int columns = columns(y);
        emit(
                List.of(y, dy),
                List.of(dx),
                List.of(),
                rows(y),
                columns,
                () -> {
                    Address to = dx.address();
                    Address gradient = dy.address();
                    Address output = y.address();
                    return (frame, first, last) ->
                            SoftmaxKernels.softmaxBackward(
                                    frame.at(to),
                                    frame.at(gradient),
                                    frame.at(output),
                                    columns,
                                    first,
                                    last);
                });
    }

    private void crossEntropy() {
        View logits = operand(0);
        View labels = operand(1);
        List<View> results = results();
        int columns = columns(logits);
        if (columns == 0) {
            draft.fill(results.get(0), Double.NEGATIVE_INFINITY);
            draft.fill(results.get(1), Double.NEGATIVE_INFINITY);
        }
        emit(
                List.of(logits, labels),
                results,
                List.of(),
                rows(logits),
                columns,
                () -> {
                    Address loss = results.get(0).address();
                    Address sum = results.get(1).address();
                    Address in = logits.address();
                    Address label = labels.address();
                    return (frame, first, last) ->
                            CrossEntropyKernels.crossEntropy(
                                    frame.at(loss),
                                    frame.at(sum),
                                    frame.at(in),
                                    frame.at(label),
                                    columns,
                                    first,
                                    last);
                });
    }

    private void crossEntropyGradient() {
        View dloss = operand(0);
        View logits = operand(1);
        View labels = operand(2);
        View sum = operand(3);
        View dlogits = draft.result(node.result());
        int columns = columns(logits);
        emit(
                List.of(dloss, logits, labels, sum),
                List.of(dlogits),
                Draft.overlay(dlogits, logits),
                rows(logits),
                columns,
                () -> {
                    Address to = dlogits.address();
                    Address gradient = dloss.address();
                    Address in = logits.address();
                    Address s = sum.address();
                    Address label = labels.address();
                    return (frame, first, last) ->
                            CrossEntropyKernels.crossEntropyBackward(
                                    frame.at(to),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(s),
                                    frame.at(label),
                                    columns,
                                    first,
                                    last);
                });
    }

    private void rotation(RopeRule rule) {
        View x = operand(0);
        View cos = operand(1);
        View sin = operand(2);
        View out = draft.result(node.result());
        int heads = Math.toIntExact(x.size(2));
        int dim = columns(x);
        // Without a batch of its own the table serves each sequence: its rows begin again.
        long tableRows = rows(cos);
        emit(
                List.of(x, cos, sin),
                List.of(out),
                Draft.overlay(out, x),
                x.size(0) * x.size(1),
                (long) heads * dim,
                () -> {
                    Address to = out.address();
                    Address from = x.address();
                    Address c = cos.address();
                    Address s = sin.address();
                    boolean halves = rule.pairing() == RopeRule.Pairing.HALVES;
                    return (frame, first, last) ->
                            RotationKernels.rotate(
                                    frame.at(to),
                                    frame.at(from),
                                    frame.at(c),
                                    frame.at(s),
                                    tableRows,
                                    heads,
                                    dim,
                                    rule.rotated(),
                                    halves,
                                    rule.inverse(),
                                    first,
                                    last);
                });
    }

    private void adamW(AdamWRule rule, @Nullable View scale) {
        List<View> in = List.of(operand(0), operand(1), operand(2), operand(3));
        View rate = operand(4);
        View step = operand(5);
        List<View> out = results();
        boolean apart = in.stream().map(View::buffer).distinct().count() == in.size();
        List<Instruction.Overlay> overlays = new ArrayList<>();
        if (apart) {
            overlays.addAll(Draft.overlay(out.get(0), in.get(0)));
            overlays.addAll(Draft.overlay(out.get(1), in.get(2)));
            overlays.addAll(Draft.overlay(out.get(2), in.get(3)));
        }
        emit(
                Stream.concat(in.stream(), Stream.of(rate, step, scale == null ? rate : scale))
                        .toList(),
                out,
                overlays,
                in.getFirst().type().elements(),
                1,
                () -> {
                    Address[] to = out.stream().map(View::address).toArray(Address[]::new);
                    Address[] from = in.stream().map(View::address).toArray(Address[]::new);
                    Address r = rate.address();
                    Address s = step.address();
                    Address factor = scale == null ? null : scale.address();
                    return (frame, first, last) -> {
                        int number = NativeMemory.getInt(frame.at(s));
                        AdamKernels.adamW(
                                frame.at(to[0]) + 4 * first,
                                frame.at(to[1]) + 4 * first,
                                frame.at(to[2]) + 4 * first,
                                frame.at(from[0]) + 4 * first,
                                frame.at(from[1]) + 4 * first,
                                frame.at(from[2]) + 4 * first,
                                frame.at(from[3]) + 4 * first,
                                last - first,
                                NativeMemory.getFloat(frame.at(r)),
                                rule.beta1(),
                                rule.beta2(),
                                rule.epsilon(),
                                rule.weightDecay(),
                                (float) (1 - Math.pow(rule.beta1(), number)),
                                (float) (1 - Math.pow(rule.beta2(), number)),
                                factor == null ? 1f : NativeMemory.getFloat(frame.at(factor)));
                    };
                });
    }
}
