package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.ConvKernels;
import io.steelyard.reference.internal.kernel.ConvShape;
import io.steelyard.reference.internal.kernel.Matmul;
import io.steelyard.reference.internal.kernel.MatmulShape;
import io.steelyard.reference.internal.thread.WorkerPool;

/**
 * A convolution of F32, or one of its gradients, as matrix products over blocks of positions. The
 * blocks depend on sizes alone, and so does the order in which they are added.
 *
 * @param part what is computed
 * @param left the input, or the gradient of the result for {@link Part#INPUT_GRADIENT}
 * @param right the filter, or the gradient of the result for {@link Part#FILTER_GRADIENT}
 * @param out the result; zero at first for a gradient that blocks are added to
 * @param panel room for {@code block} rows of {@code shape.patch()} elements; not used where the
 *     input lies as such rows itself
 * @param block positions that are computed at a time
 */
public record ConvStep(
        Part part,
        ConvShape shape,
        Address left,
        Address right,
        Address out,
        Address panel,
        int block)
        implements Step {
    /** The three operations. */
    public enum Part {
        RESULT,
        INPUT_GRADIENT,
        FILTER_GRADIENT
    }

    /** Elements that make a part worth handing to another thread. */
    private static final long PART_ELEMENTS = 16_384;

    @Override
    public void run(Frame frame) {
        long positions = shape.windows().positions();
        for (long first = 0; first < positions; first += block) {
            int rows = (int) Math.min(block, positions - first);
            for (int group = 0; group < shape.groups(); group++) {
                switch (part) {
                    case RESULT -> result(frame, group, first, rows);
                    case INPUT_GRADIENT -> inputGradient(frame, group, first, rows);
                    case FILTER_GRADIENT -> filterGradient(frame, group, first, rows);
                }
            }
        }
    }

    /** {@code out[rows, outputs] = patches[rows, patch] filter[patch, outputs]}. */
    private void result(Frame frame, int group, long first, int rows) {
        long patches = patches(frame, group, first, rows);
        Matmul.multiply(
                frame.pool(),
                new MatmulShape(
                        rows,
                        shape.groupOutputs(),
                        shape.patch(),
                        false,
                        false,
                        patchStride(),
                        shape.outputs(),
                        shape.outputs(),
                        false),
                patches,
                frame.at(right) + outputs(group),
                frame.at(out) + 4 * first * shape.outputs() + outputs(group));
    }

    /** {@code patches[rows, patch] = gradient[rows, outputs] filter[patch, outputs]^T}. */
    private void inputGradient(Frame frame, int group, long first, int rows) {
        boolean direct = isDirect();
        long patches = direct ? inputRows(frame.at(out), group, first) : frame.at(panel);
        Matmul.multiply(
                frame.pool(),
                new MatmulShape(
                        rows,
                        shape.patch(),
                        shape.groupOutputs(),
                        false,
                        true,
                        shape.outputs(),
                        shape.outputs(),
                        patchStride(),
                        false),
                frame.at(left) + 4 * first * shape.outputs() + outputs(group),
                frame.at(right) + outputs(group),
                patches);
        if (direct) {
            return;
        }
        // The images of the batch that the rows belong to.
        long images = shape.windows().blocks();
        long perImage = shape.windows().positions() / images;
        long cells = shape.windows().cells() / images;
        long from = first / perImage * cells;
        long to = ((first + rows - 1) / perImage + 1) * cells;
        long sums = frame.at(out);
        inParts(
                frame.pool(),
                to - from,
                shape.patch(),
                (start, end) ->
                        ConvKernels.addPatches(
                                shape,
                                group,
                                sums,
                                patches,
                                first,
                                first + rows,
                                from + start,
                                from + end));
    }

    /** {@code out[patch, outputs] += patches[rows, patch]^T gradient[rows, outputs]}. */
    private void filterGradient(Frame frame, int group, long first, int rows) {
        long patches = patches(frame, group, first, rows);
        Matmul.multiply(
                frame.pool(),
                new MatmulShape(
                        shape.patch(),
                        shape.groupOutputs(),
                        rows,
                        true,
                        false,
                        patchStride(),
                        shape.outputs(),
                        shape.outputs(),
                        first > 0),
                patches,
                frame.at(right) + 4 * first * shape.outputs() + outputs(group),
                frame.at(out) + outputs(group));
    }

    /** Where the rows of a block begin, written to the panel unless the input lies like that. */
    private long patches(Frame frame, int group, long first, int rows) {
        if (isDirect()) {
            return inputRows(frame.at(left), group, first);
        }
        long in = frame.at(left);
        long to = frame.at(panel);
        inParts(
                frame.pool(),
                rows,
                shape.patch(),
                (start, end) ->
                        ConvKernels.patches(
                                shape, group, to, in, first, first + start, first + end));
        return to;
    }

    private boolean isDirect() {
        return shape.windows().isApart();
    }

    private int patchStride() {
        return isDirect() ? shape.channels() : shape.patch();
    }

    private long inputRows(long input, int group, long first) {
        return input + 4 * (first * shape.channels() + (long) group * shape.groupChannels());
    }

    private long outputs(int group) {
        return 4L * group * shape.groupOutputs();
    }

    /** Works on a range. */
    @FunctionalInterface
    private interface Range {
        void run(long from, long to);
    }

    private static void inParts(WorkerPool pool, long rows, long elementsPerRow, Range range) {
        long perPart = Math.max(1, PART_ELEMENTS / Math.max(1, elementsPerRow));
        int parts = Math.toIntExact((rows + perPart - 1) / perPart);
        pool.run(parts, index -> range.run(index * perPart, Math.min(rows, (index + 1) * perPart)));
    }
}
