package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionPacking.LANES;
import static io.steelyard.reference.internal.kernel.AttentionPacking.PANEL;
import static io.steelyard.reference.internal.kernel.AttentionPacking.ROWS;

import io.steelyard.reference.internal.thread.WorkerPool;

import java.util.Arrays;

/**
 * The backward pass of an attention, a head of keys at a time, and of the heads of queries that
 * share it one after the other: for a panel of keys and a block of queries the weights are computed
 * again from the scores and their logarithmic sums, and used for all three gradients while they are
 * in the cache.
 *
 * <p>An instance holds the arguments of one call; each thread has one, which it uses again and
 * again.
 */
final class AttentionBackward implements WorkerPool.Task {
    private static final ThreadLocal<AttentionBackward> OF_THREAD =
            ThreadLocal.withInitial(AttentionBackward::new);

    /** Queries of a block; a multiple of the rows of a tile. */
    private static final int BLOCK = 8 * ROWS;

    /** Rows of the gradients of a key panel: the last tile may reach beyond the panel. */
    private static final int PANEL_ROWS = AttentionPacking.paddedRows(PANEL);

    private AttentionShape shape = new AttentionShape(0, 0, 0, 0, 1, 1, false, 0);
    private int position;
    private AttentionMask mask = AttentionMask.NONE;
    private long dout;
    private long q;
    private Strides qStrides = new Strides(0, 0, 0);
    private long k;
    private Strides kStrides = qStrides;
    private long v;
    private Strides vStrides = qStrides;
    private long out;
    private Strides outStrides = qStrides;
    private long logSumExp;
    private long dq;
    private Strides dqStrides = qStrides;
    private long dk;
    private Strides dkStrides = qStrides;
    private long dv;
    private Strides dvStrides = qStrides;
    private DropoutKey key = DropoutKey.NONE;

    private AttentionBackward() {}

    static void run(
            WorkerPool pool,
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long dout,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            long dq,
            Strides dqs,
            long dk,
            Strides dks,
            long dv,
            Strides dvs,
            DropoutKey key) {
        AttentionBackward task = OF_THREAD.get();
        if (shape != task.shape) {
            task.shape = shape;
            task.outStrides = Strides.contiguous(shape.timeQ(), shape.heads(), shape.headDim());
        }
        task.position = position;
        task.mask = mask;
        task.dout = dout;
        task.q = q;
        task.qStrides = qs;
        task.k = k;
        task.kStrides = ks;
        task.v = v;
        task.vStrides = vs;
        task.out = out;
        task.logSumExp = logSumExp;
        task.dq = dq;
        task.dqStrides = dqs;
        task.dk = dk;
        task.dkStrides = dks;
        task.dv = dv;
        task.dvStrides = dvs;
        task.key = key;
        pool.run(shape.batch() * shape.keyHeads(), task);
    }

    @Override
    public void run(int index) {
        int b = index / shape.keyHeads();
        int kh = index % shape.keyHeads();
        AttentionScratch scratch = AttentionScratch.ofThread();
        int keys = shape.timeQ() == 0 ? 0 : shape.visible(position, shape.timeQ() - 1);
        boolean finiteKeys = packKeys(scratch, b, kh, keys);
        for (int h = kh * shape.group(); h < (kh + 1) * shape.group(); h++) {
            boolean finite = packQueries(scratch, b, h) & finiteKeys;
            if (finite || !(shape.causal() || mask.isPresent())) {
                head(scratch, b, h, keys);
            } else {
                exactHead(b, h);
            }
        }
    }

    /**
     * The gradients of a head, number by number. Tiles multiply hidden values by 0, which hides
     * numbers but not infinities and NaN.
     */
    private void exactHead(int b, int h) {
        int kh = h / shape.group();
        ScalarAttention.backwardHead(
                shape,
                position,
                mask,
                b,
                h,
                outStrides.address(dout, b, h),
                outStrides.address(out, b, h),
                outStrides.timeBytes(),
                logSumExp + 4L * (b * shape.heads() + h) * shape.timeQ(),
                qStrides.address(q, b, h),
                qStrides.timeBytes(),
                kStrides.address(k, b, kh),
                kStrides.timeBytes(),
                vStrides.address(v, b, kh),
                vStrides.timeBytes(),
                dqStrides.address(dq, b, h),
                dqStrides.timeBytes(),
                dkStrides.address(dk, b, kh),
                dkStrides.timeBytes(),
                dvStrides.address(dv, b, kh),
                dvStrides.timeBytes(),
                key);
    }

    /**
     * The gradients of a head; those of its keys and values are added to what the heads before it
     * that share them have left.
     *
     * @param keys how many keys are packed
     */
    private void head(AttentionScratch scratch, int b, int h, int keys) {
        int dim = shape.headDim();
        int kh = h / shape.group();
        boolean add = h % shape.group() != 0;
        rowTerms(scratch, b, h);
        int capacity = AttentionPacking.paddedRows(shape.timeQ());
        int padded = AttentionPacking.padded(dim);
        Arrays.fill(scratch.queryGradient, 0, capacity * padded, 0f);
        long dkBytes = dkStrides.timeBytes();
        long dvBytes = dvStrides.timeBytes();
        for (int from = 0; from < shape.timeK(); from += PANEL) {
            int count = Math.min(PANEL, shape.timeK() - from);
            long dkRow = dkStrides.address(dk, b, kh) + from * dkBytes;
            long dvRow = dvStrides.address(dv, b, kh) + from * dvBytes;
            int before = add ? count : 0;
            AttentionPacking.columns(
                    dkRow, dkBytes, before, PANEL_ROWS, dim, 1f, scratch.keyGradient);
            AttentionPacking.columns(
                    dvRow, dvBytes, before, PANEL_ROWS, dim, 1f, scratch.valueGradient);
            int packed = Math.min(count, keys - from);
            int first = shape.firstQuery(position, from) / ROWS * ROWS;
            // Whole tiles: the rows of a tile are all multiplied.
            int end = AttentionPacking.paddedRows(shape.queries(position, from + packed - 1));
            end = Math.min(end, shape.timeQ());
            for (int i = first; packed > 0 && i < end; i += BLOCK) {
                block(scratch, b, h, from, packed, keys, i, Math.min(BLOCK, end - i));
            }
            AttentionPacking.rows(scratch.keyGradient, PANEL_ROWS, count, dim, 1f, dkRow, dkBytes);
            AttentionPacking.rows(
                    scratch.valueGradient, PANEL_ROWS, count, dim, 1f, dvRow, dvBytes);
        }
        AttentionPacking.rows(
                scratch.queryGradient,
                capacity,
                shape.timeQ(),
                dim,
                shape.scale(),
                dqStrides.address(dq, b, h),
                dqStrides.timeBytes());
    }

    /**
     * Packs keys and values and makes room for their gradients.
     *
     * @return whether all that a hidden weight of 0 is multiplied by is finite
     */
    private boolean packKeys(AttentionScratch scratch, int b, int kh, int keys) {
        int dim = shape.headDim();
        int padded = AttentionPacking.padded(dim);
        int panels = AttentionPacking.paddedKeys(keys);
        scratch.key = AttentionScratch.atLeast(scratch.key, keys * padded);
        scratch.keyTransposed = AttentionScratch.atLeast(scratch.keyTransposed, panels * dim);
        scratch.valueTransposed = AttentionScratch.atLeast(scratch.valueTransposed, panels * dim);
        scratch.keyGradient = AttentionScratch.atLeast(scratch.keyGradient, PANEL_ROWS * padded);
        scratch.valueGradient =
                AttentionScratch.atLeast(scratch.valueGradient, PANEL_ROWS * padded);
        scratch.scores = AttentionScratch.atLeast(scratch.scores, BLOCK * PANEL + ROWS);
        scratch.scoreGradients =
                AttentionScratch.atLeast(scratch.scoreGradients, BLOCK * PANEL + ROWS);
        scratch.mask = AttentionScratch.atLeast(scratch.mask, AttentionDropout.size(PANEL));
        long kRow = kStrides.address(k, b, kh);
        long kBytes = kStrides.timeBytes();
        long vRow = vStrides.address(v, b, kh);
        AttentionPacking.transpose(
                kRow, kBytes, keys, dim, scratch.keyTransposed, scratch.transpose);
        AttentionPacking.transpose(
                vRow, vStrides.timeBytes(), keys, dim, scratch.valueTransposed, scratch.transpose);
        return AttentionPacking.columns(kRow, kBytes, keys, keys, dim, 1f, scratch.key);
    }

    /** Packs queries and the gradient of their result; otherwise as {@link #packKeys}. */
    private boolean packQueries(AttentionScratch scratch, int b, int h) {
        int dim = shape.headDim();
        int padded = AttentionPacking.padded(dim);
        int timeQ = shape.timeQ();
        int capacity = AttentionPacking.paddedRows(timeQ);
        scratch.query = AttentionScratch.atLeast(scratch.query, capacity * padded);
        scratch.outGradient = AttentionScratch.atLeast(scratch.outGradient, capacity * padded);
        scratch.queryGradient = AttentionScratch.atLeast(scratch.queryGradient, capacity * padded);
        long qRow = qStrides.address(q, b, h);
        long qBytes = qStrides.timeBytes();
        long doutRow = outStrides.address(dout, b, h);
        long outBytes = outStrides.timeBytes();
        // The scale is in the packed queries: once for the scores, once for the keys' gradient.
        return AttentionPacking.columns(
                        qRow, qBytes, timeQ, capacity, dim, shape.scale(), scratch.query)
                & AttentionPacking.columns(
                        doutRow, outBytes, timeQ, capacity, dim, 1f, scratch.outGradient);
    }

    /** For each row, its logarithmic sum and the product of the result with its gradient. */
    private void rowTerms(AttentionScratch scratch, int b, int h) {
        int timeQ = shape.timeQ();
        long sums = logSumExp + 4L * (b * shape.heads() + h) * timeQ;
        int dim = shape.headDim();
        scratch.rowShifts = AttentionScratch.atLeast(scratch.rowShifts, timeQ);
        scratch.rowSums = AttentionScratch.atLeast(scratch.rowSums, AttentionPacking.padded(timeQ));
        scratch.tile = AttentionScratch.atLeast(scratch.tile, LANES * LANES);
        for (int i = 0; i < timeQ; i++) {
            scratch.rowShifts[i] = NativeMemory.getFloat(sums + 4L * i);
        }
        LaneSums.rowProducts(
                outStrides.address(dout, b, h),
                outStrides.address(out, b, h),
                outStrides.timeBytes(),
                timeQ,
                dim,
                scratch.tile,
                scratch.rowSums);
    }

    /**
     * Adds what {@code rows} queries from {@code i} on and {@code count} keys from {@code from} on
     * give to the gradients of both.
     *
     * @param keys how many keys are packed
     */
    private void block(
            AttentionScratch scratch,
            int b,
            int h,
            int from,
            int count,
            int keys,
            int i,
            int rows) {
        int dim = shape.headDim();
        int padded = AttentionPacking.padded(dim);
        int capacity = AttentionPacking.paddedRows(shape.timeQ());
        for (int column = 0; column < padded; ) {
            int width = AttentionPacking.width(padded - column);
            int depth = Math.min(width, dim - column);
            int right = from * dim + column * PANEL;
            for (int row = 0; row < rows; row += ROWS) {
                int left = capacity * column + (i + row) * width;
                int last = Math.min(row + ROWS, rows) - 1;
                boolean half = shape.visible(position, i + last) - from <= 2 * LANES;
                boolean add = column > 0;
                AttentionTile.scores(
                        scratch.query,
                        left,
                        width,
                        scratch.keyTransposed,
                        right,
                        depth,
                        scratch.scores,
                        row * PANEL,
                        PANEL,
                        half,
                        add);
                AttentionTile.scores(
                        scratch.outGradient,
                        left,
                        width,
                        scratch.valueTransposed,
                        right,
                        depth,
                        scratch.scoreGradients,
                        row * PANEL,
                        PANEL,
                        half,
                        add);
            }
            column += width;
        }
        AttentionSoftmax.gradients(
                scratch.scores,
                scratch.scoreGradients,
                rows,
                shape,
                position,
                i,
                from,
                count,
                scratch.rowShifts,
                scratch.rowSums,
                key,
                scratch.mask,
                shape.element(b, h, i));
        for (int row = 0; mask.isPresent() && row < rows; row++) {
            long maskRow = mask.row(b, h, i + row) + from;
            AttentionMask.fill(scratch.scores, row * PANEL, maskRow, count, 0f);
            AttentionMask.fill(scratch.scoreGradients, row * PANEL, maskRow, count, 0f);
        }
        for (int column = 0; column < padded; ) {
            int width = AttentionPacking.width(padded - column);
            for (int row = 0; row < rows; row += ROWS) {
                int last = Math.min(row + ROWS, rows) - 1;
                int depth = Math.min(shape.visible(position, i + last) - from, count);
                AttentionTile.rows(
                        scratch.scoreGradients,
                        row * PANEL,
                        PANEL,
                        scratch.key,
                        keys * column + from * width,
                        depth,
                        scratch.queryGradient,
                        capacity * column + (i + row) * width,
                        width,
                        true);
            }
            int panel = PANEL_ROWS * column;
            for (int row = 0; row < count; row += ROWS) {
                int start = Math.max(0, shape.firstQuery(position, from + row) - i);
                int lastKey = from + Math.min(row + ROWS, count) - 1;
                int depth = Math.min(rows, shape.queries(position, lastKey) - i) - start;
                int left = start * PANEL + row;
                int right = capacity * column + (i + start) * width;
                int to = panel + row * width;
                AttentionTile.addColumns(
                        scratch.scores,
                        left,
                        scratch.outGradient,
                        right,
                        depth,
                        scratch.valueGradient,
                        to,
                        width);
                AttentionTile.addColumns(
                        scratch.scoreGradients,
                        left,
                        scratch.query,
                        right,
                        depth,
                        scratch.keyGradient,
                        to,
                        width);
            }
            column += width;
        }
    }
}
