package io.steelyard.reference.internal.kernel;

import io.steelyard.reference.internal.thread.WorkerPool;

/**
 * Convolutions of F32 as products of matrices, one of which holds the patches of the input. It lies
 * nowhere as a whole ("implicit" products: Chetlur et al. 2014, cuDNN, section 3.1): its rows
 * overlap, and are read where the cells lie ({@link ConvResultJob}, {@link ConvFilterJob}) or,
 * where they are too short for that, made while they are packed ({@link ConvPatches}).
 *
 * <p>Outputs must not overlap inputs. Results do not depend on the number of threads. Safe to call
 * from many threads.
 */
public final class ConvProducts {
    /** Positions of a product: rows are counted in ints. */
    private static final long MOST_ROWS = 1 << 30;

    /** Elements of the sums of all parts of a filter's gradient. */
    private static final long PARTIAL_ELEMENTS = 1 << 20;

    /** Multiplications that are worth a part of a filter's gradient. */
    private static final long PART_WORK = 1 << 22;

    private static final long MOST_PARTS = 16;

    /** Elements of a panel of patches: what stays in the second cache, filter included. */
    private static final int PANEL_ELEMENTS = 128 * 1024;

    private static final int LEAST_PANEL_ROWS = 64;

    /** Elements that make a part worth handing to another thread. */
    private static final long SHARED_ELEMENTS = 16_384;

    private ConvProducts() {}

    /** {@code out[positions, outputs] = patches[positions, patch] filter[patch, outputs]}. */
    public static void result(WorkerPool pool, ConvShape shape, long out, long in, long filter) {
        if (ConvResultJob.isWorth(shape)) {
            ConvScratch.ofThread().result.run(pool, shape, out, in, filter);
            return;
        }
        long positions = shape.windows().positions();
        for (long first = 0; first < positions; first += MOST_ROWS) {
            int rows = (int) Math.min(MOST_ROWS, positions - first);
            for (int group = 0; group < shape.groups(); group++) {
                MatmulShape product =
                        new MatmulShape(
                                rows,
                                shape.groupOutputs(),
                                shape.patch(),
                                false,
                                false,
                                shape.patch(),
                                shape.outputs(),
                                shape.outputs(),
                                false);
                long column = 4L * group * shape.groupOutputs();
                long to = out + 4 * first * shape.outputs() + column;
                MatmulScratch.ofThread()
                        .job
                        .set(product, rows, 0, filter + column, 0, to)
                        .withRowsOfA(new ConvPatches(shape, group, in, first))
                        .multiply(pool);
            }
        }
    }

    /** Floats of room that {@link #denseInputGradient} needs. */
    public static long denseInputGradientRoom(ConvShape shape) {
        return shape.groups() * filterElements(shape);
    }

    /**
     * The gradient by the input where the windows are dense: the convolution of the gradient with
     * the reversed filter.
     *
     * @param out {@code [cells.., channels]}
     * @param gradient {@code [positions.., outputs]}
     * @param room for {@link #denseInputGradientRoom} floats
     */
    public static void denseInputGradient(
            WorkerPool pool, ConvShape shape, long out, long gradient, long filter, long room) {
        inParts(
                pool,
                shape.windows().taps(),
                denseInputGradientRoom(shape) / shape.windows().taps(),
                (from, to) -> ConvKernels.reverseFilter(shape, room, filter, from, to));
        result(pool, shape.reversed(), out, gradient, room);
    }

    /** Floats of room that {@link #stridedInputGradient} needs. */
    public static long stridedInputGradientRoom(ConvShape shape) {
        return Math.min(shape.windows().positions(), panelRows(shape)) * shape.patch();
    }

    private static int panelRows(ConvShape shape) {
        return Math.max(LEAST_PANEL_ROWS, PANEL_ELEMENTS / shape.patch());
    }

    /**
     * The gradient by the input: {@code patches[rows, patch] = gradient[rows, outputs]
     * filter[patch, outputs]^T} for one block of positions after the other, and each patch added to
     * where it was taken from.
     *
     * @param out sums {@code [cells.., channels]}, 0 at first
     * @param gradient {@code [positions.., outputs]}
     * @param room for {@link #stridedInputGradientRoom} floats
     */
    public static void stridedInputGradient(
            WorkerPool pool, ConvShape shape, long out, long gradient, long filter, long room) {
        long positions = shape.windows().positions();
        int step = panelRows(shape);
        for (long first = 0; first < positions; first += step) {
            int rows = (int) Math.min(step, positions - first);
            for (int group = 0; group < shape.groups(); group++) {
                long column = 4L * group * shape.groupOutputs();
                MatmulShape product =
                        new MatmulShape(
                                rows,
                                shape.patch(),
                                shape.groupOutputs(),
                                false,
                                true,
                                shape.outputs(),
                                shape.outputs(),
                                shape.patch(),
                                false);
                long from = gradient + 4 * first * shape.outputs() + column;
                Matmul.multiply(pool, product, from, filter + column, room);
                addPatches(pool, shape, group, out, room, first, rows);
            }
        }
    }

    private static void addPatches(
            WorkerPool pool, ConvShape shape, int group, long out, long rows, long first, int n) {
        // The images of the batch that the rows belong to.
        long images = shape.windows().blocks();
        long perImage = shape.windows().positions() / images;
        long cells = shape.windows().cells() / images;
        long start = first / perImage * cells;
        long end = ((first + n - 1) / perImage + 1) * cells;
        inParts(
                pool,
                end - start,
                shape.patch(),
                (from, to) ->
                        ConvKernels.addPatches(
                                shape,
                                group,
                                out,
                                rows,
                                first,
                                first + n,
                                start + from,
                                start + to));
    }

    /** Works on a range. */
    @FunctionalInterface
    private interface Range {
        void run(long from, long to);
    }

    private static void inParts(WorkerPool pool, long rows, long elementsPerRow, Range range) {
        long perPart = Math.max(1, SHARED_ELEMENTS / Math.max(1, elementsPerRow));
        int parts = Math.toIntExact((rows + perPart - 1) / perPart);
        pool.run(parts, index -> range.run(index * perPart, Math.min(rows, (index + 1) * perPart)));
    }

    /** Floats of room that {@link #filterGradient} needs. */
    public static long filterGradientRoom(ConvShape shape) {
        // Rows of sums are read in whole vectors, the last one too.
        return filterParts(shape) * shape.groups() * filterElements(shape) + MatmulTiling.LANES;
    }

    /** Elements of the filter of one group. */
    private static long filterElements(ConvShape shape) {
        return (long) shape.patch() * shape.groupOutputs();
    }

    /** Parts of the lines that are summed apart, so that threads can: by sizes alone. */
    private static int filterParts(ConvShape shape) {
        long elements = shape.groups() * filterElements(shape);
        long positions = shape.windows().positions();
        long lines = positions / shape.windows().last().positions();
        long worth =
                Math.min(
                        positions * elements / PART_WORK, PARTIAL_ELEMENTS / Math.max(1, elements));
        return (int) Math.clamp(worth, 1, Math.clamp(lines, 1, MOST_PARTS));
    }

    /**
     * {@code out[patch, outputs] = patches[positions, patch]^T gradient[positions, outputs]}.
     *
     * @param room for {@link #filterGradientRoom} floats
     */
    public static void filterGradient(
            WorkerPool pool, ConvShape shape, long out, long in, long gradient, long room) {
        int parts = filterParts(shape);
        ConvScratch.ofThread().filter.run(pool, shape, room, in, gradient, parts);
        for (int group = 0; group < shape.groups(); group++) {
            joinParts(shape, group, out, room, parts);
        }
    }

    /** {@code out[patch, outputs] = sum over parts of sums[patch, outputs of the group]}. */
    private static void joinParts(ConvShape shape, int group, long out, long sums, int parts) {
        int outputs = shape.groupOutputs();
        for (int row = 0; row < shape.patch(); row++) {
            long to = out + 4L * ((long) row * shape.outputs() + group * outputs);
            for (int part = 0; part < parts; part++) {
                long block = (long) part * shape.groups() + group;
                long from = sums + 4L * (block * shape.patch() + row) * outputs;
                EdgeTile.write(from, 0, 1, outputs, to, 0, part > 0, 0);
            }
        }
    }
}
