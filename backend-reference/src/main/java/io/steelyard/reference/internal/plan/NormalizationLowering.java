package io.steelyard.reference.internal.plan;

import io.steelyard.composite.LayerNormRule;
import io.steelyard.composite.RmsNormRule;
import io.steelyard.program.Node;
import io.steelyard.reference.internal.kernel.LayerNormKernels;
import io.steelyard.reference.internal.kernel.NormWeightKernels;
import io.steelyard.reference.internal.kernel.RmsNormKernels;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.List;

/** Writes the normalizations of rows, and their gradients. */
final class NormalizationLowering extends RowsLowering {
    private static final int BLOCK = NormWeightKernels.BLOCK;

    private NormalizationLowering(Draft draft, Node node) {
        super(draft, node);
    }

    static void layerNorm(Draft draft, Node node, LayerNormRule rule) {
        new NormalizationLowering(draft, node).layerNorm(rule);
    }

    static void layerNormGradient(Draft draft, Node node) {
        new NormalizationLowering(draft, node).layerNormGradient();
    }

    static void rmsNorm(Draft draft, Node node, RmsNormRule rule) {
        new NormalizationLowering(draft, node).rmsNorm(rule);
    }

    static void rmsNormGradient(Draft draft, Node node) {
        new NormalizationLowering(draft, node).rmsNormGradient();
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
            return;
        }
        // Rows of the step are blocks of rows, whose sums for the weights are made on the way.
        int blocks = Math.toIntExact((rows + BLOCK - 1) / BLOCK);
        int distance = NormWeightKernels.distance(columns);
        View sums = draft.allocate(TensorType.of(DType.F32, 2, blocks, distance));
        emit(
                List.of(dy, x, mean, rstd, weight),
                List.of(results.getFirst(), sums),
                List.of(),
                blocks,
                (long) BLOCK * columns,
                () -> {
                    Address dx = results.getFirst().address();
                    Address toSums = sums.address();
                    Address gradient = dy.address();
                    Address in = x.address();
                    Address m = mean.address();
                    Address r = rstd.address();
                    Address w = weight.address();
                    return (frame, first, last) -> {
                        for (long block = first; block < last; block++) {
                            long from = block * BLOCK;
                            long to = Math.min(rows, from + BLOCK);
                            long ofWeight = frame.at(toSums) + 4 * block * distance;
                            LayerNormKernels.layerNormBackward(
                                    frame.at(dx),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(m),
                                    frame.at(r),
                                    frame.at(w),
                                    columns,
                                    from,
                                    to);
                            NormWeightKernels.layerNormBlock(
                                    ofWeight,
                                    ofWeight + 4L * blocks * distance,
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(m),
                                    frame.at(r),
                                    columns,
                                    from,
                                    to);
                        }
                    };
                });
        // Here the rows of the step are columns of x: each part adds its columns of all blocks.
        emit(
                List.of(sums),
                results.subList(1, 3),
                List.of(),
                columns,
                blocks,
                () -> {
                    Address dweight = results.get(1).address();
                    Address dbias = results.get(2).address();
                    Address ofWeight = sums.address();
                    return (frame, first, last) -> {
                        long from = frame.at(ofWeight);
                        long ofBias = from + 4L * blocks * distance;
                        int begin = (int) first;
                        int end = (int) last;
                        NormWeightKernels.addBlocks(
                                frame.at(dweight), from, blocks, distance, begin, end);
                        NormWeightKernels.addBlocks(
                                frame.at(dbias), ofBias, blocks, distance, begin, end);
                    };
                });
    }

    private void rmsNorm(RmsNormRule rule) {
        View x = operand(0);
        View weight = operand(1);
        List<View> results = results();
        int columns = columns(x);
        if (columns == 0) {
            draft.fill(results.get(1), Double.NaN);
        }
        emit(
                List.of(x, weight),
                results,
                List.of(),
                rows(x),
                columns,
                () -> {
                    Address y = results.get(0).address();
                    Address rstd = results.get(1).address();
                    Address in = x.address();
                    Address w = weight.address();
                    return (frame, first, last) ->
                            RmsNormKernels.rmsNorm(
                                    frame.at(y),
                                    frame.at(rstd),
                                    frame.at(in),
                                    frame.at(w),
                                    rule.epsilon(),
                                    columns,
                                    first,
                                    last);
                });
    }

    private void rmsNormGradient() {
        View dy = operand(0);
        View x = operand(1);
        View rstd = operand(2);
        View weight = operand(3);
        List<View> results = results();
        long rows = rows(x);
        int columns = columns(x);
        if (rows == 0) {
            draft.fill(results.get(1), 0);
        }
        emit(
                List.of(dy, x, rstd, weight),
                results.subList(0, 1),
                List.of(),
                rows,
                columns,
                () -> {
                    Address dx = results.getFirst().address();
                    Address gradient = dy.address();
                    Address in = x.address();
                    Address r = rstd.address();
                    Address w = weight.address();
                    return (frame, first, last) ->
                            RmsNormKernels.rmsNormBackward(
                                    frame.at(dx),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(r),
                                    frame.at(w),
                                    columns,
                                    first,
                                    last);
                });
        // As in layer_norm, the rows of this step are columns of x.
        emit(
                List.of(dy, x, rstd),
                results.subList(1, 2),
                List.of(),
                rows == 0 ? 0 : columns,
                rows,
                () -> {
                    Address dweight = results.get(1).address();
                    Address gradient = dy.address();
                    Address in = x.address();
                    Address r = rstd.address();
                    return (frame, first, last) ->
                            RmsNormKernels.rmsNormWeightBackward(
                                    frame.at(dweight),
                                    frame.at(gradient),
                                    frame.at(in),
                                    frame.at(r),
                                    rows,
                                    columns,
                                    (int) first,
                                    (int) last);
                });
    }
}
