package io.steelyard.reference.internal.plan;

import io.steelyard.composite.AdamWRule;
import io.steelyard.composite.AttentionGradientRule;
import io.steelyard.composite.AttentionRule;
import io.steelyard.composite.DropoutRule;
import io.steelyard.composite.LayerNormGradientRule;
import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.SoftmaxCrossEntropyGradientRule;
import io.steelyard.composite.SoftmaxCrossEntropyRule;
import io.steelyard.composite.SoftmaxGradientRule;
import io.steelyard.composite.SoftmaxRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.kernel.AdamKernels;
import io.steelyard.reference.internal.kernel.CrossEntropyKernels;
import io.steelyard.reference.internal.kernel.DropoutKernels;
import io.steelyard.reference.internal.kernel.LayerNormKernels;
import io.steelyard.reference.internal.kernel.NativeMemory;
import io.steelyard.reference.internal.kernel.SoftmaxKernels;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.RowsStep;
import io.steelyard.reference.internal.run.RowsStep.RowKernel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes the composites that have kernels of their own. */
final class CompositeLowering {
    private final Draft draft;
    private final Node node;

    private CompositeLowering(Draft draft, Node node) {
        this.draft = draft;
        this.node = node;
    }

    static void lower(Draft draft, Node node, Op.Composite composite) {
        CompositeLowering lowering = new CompositeLowering(draft, node);
        switch (composite.rule()) {
            case DropoutRule rule -> lowering.dropout(rule);
            case SoftmaxRule ignored -> lowering.softmax();
            case SoftmaxGradientRule ignored -> lowering.softmaxGradient();
            case LayerNormRule rule -> lowering.layerNorm(rule);
            case LayerNormGradientRule ignored -> lowering.layerNormGradient();
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
            case AttentionRule rule -> AttentionLowering.forward(draft, node, rule);
            case AttentionGradientRule rule ->
                    AttentionLowering.gradient(draft, node, rule.forward());
            default -> throw Support.refused(node);
        }
    }

    private View operand(int index) {
        return draft.dense(node.operands().get(index));
    }

    private List<View> results() {
        List<View> results = new ArrayList<>();
        for (Value result : node.results()) {
            results.add(draft.result(result));
        }
        return results;
    }

    private static long rows(View view) {
        return view.type().shape().slice(0, view.rank() - 1).elements();
    }

    private static int columns(View view) {
        return Math.toIntExact(view.size(view.rank() - 1));
    }

    private void emit(
            List<View> reads,
            List<View> writes,
            List<Instruction.Overlay> overlays,
            long rows,
            long columns,
            Supplier<RowKernel> kernel) {
        if (rows > 0 && columns > 0) {
            String name = node.op() instanceof Op.Composite c ? c.rule().name() : "";
            draft.emit(
                    reads, writes, overlays, () -> new RowsStep(name, rows, columns, kernel.get()));
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

    private void layerNorm(LayerNormRule rule) {
        View x = operand(0);
        View weight = operand(1);
        View bias = operand(2);
        List<View> results = results();
        int columns = columns(x);
        if (columns == 0) {
            draft.fill(results.get(1), Double.NaN);
            draft.fill(results.get(2), Double.NaN);
        }
        emit(
                List.of(x, weight, bias),
                results,
                List.of(),
                rows(x),
                columns,
                () -> {
                    Address y = results.get(0).address();
                    Address mean = results.get(1).address();
                    Address rstd = results.get(2).address();
                    Address in = x.address();
                    Address w = weight.address();
                    Address b = bias.address();
                    return (frame, first, last) ->
                            LayerNormKernels.layerNorm(
                                    frame.at(y),
                                    frame.at(mean),
                                    frame.at(rstd),
                                    frame.at(in),
                                    frame.at(w),
                                    frame.at(b),
                                    rule.epsilon(),
                                    columns,
                                    first,
                                    last);
                });
    }

    private void layerNormGradient() {
        View dy = operand(0);
        View x = operand(1);
        View mean = operand(2);
        View rstd = operand(3);
        View weight = operand(4);
        List<View> results = results();
        long rows = rows(x);
        int columns = columns(x);
        if (rows == 0) {
            draft.fill(results.get(1), 0);
            draft.fill(results.get(2), 0);
        }
        emit(
                List.of(dy, x, mean, rstd, weight),
                results.subList(0, 1),
                List.of(),
                rows,
                columns,
                () -> {
                    Address dx = results.getFirst().address();
                    Address gradient = dy.address();
                    Address in = x.address();
                    Address m = mean.address();
                    Address r = rstd.address();
                    Address w = weight.address();
                    return (frame, first, last) ->
                            LayerNormKernels.layerNormBackward(
                                    frame.at(dx),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(m),
                                    frame.at(r),
                                    frame.at(w),
                                    columns,
                                    first,
                                    last);
                });
        // Here the rows of the step are columns of x: each part sums its columns over all rows.
        emit(
                List.of(dy, x, mean, rstd),
                results.subList(1, 3),
                List.of(),
                rows == 0 ? 0 : columns,
                rows,
                () -> {
                    Address dweight = results.get(1).address();
                    Address dbias = results.get(2).address();
                    Address gradient = dy.address();
                    Address in = x.address();
                    Address m = mean.address();
                    Address r = rstd.address();
                    return (frame, first, last) ->
                            LayerNormKernels.layerNormWeightBackward(
                                    frame.at(dweight),
                                    frame.at(dbias),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(m),
                                    frame.at(r),
                                    rows,
                                    columns,
                                    (int) first,
                                    (int) last);
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
