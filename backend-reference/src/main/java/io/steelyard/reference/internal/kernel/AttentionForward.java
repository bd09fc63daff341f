package io.steelyard.reference.internal.kernel;

import static io.steelyard.reference.internal.kernel.AttentionPacking.LANES;
import static io.steelyard.reference.internal.kernel.AttentionPacking.PANEL;
import static io.steelyard.reference.internal.kernel.AttentionPacking.ROWS;
import static io.steelyard.reference.internal.kernel.NativeMemory.ALL;

import io.steelyard.reference.internal.thread.WorkerPool;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The forward pass of an attention, a block of queries at a time: the scores of a whole row are in
 * memory at once, so the softmax is taken directly and not corrected from key block to key block.
 *
 * <p>An instance holds the arguments of one call; each thread has one, which it uses again and
 * again. A row's result depends on nothing but the row, so any division of the queries gives the
 * same bits.
 */
final class AttentionForward implements WorkerPool.Task {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ThreadLocal<AttentionForward> OF_THREAD =
            ThreadLocal.withInitial(AttentionForward::new);
    private static final AtomicLong CALLS = new AtomicLong();

    /** Queries whose scores are in memory at once; a multiple of the rows of a tile. */
    private static final int BLOCK = 8 * ROWS;

    /** Queries of a task where a head is divided. */
    private static final int CHUNK = 2 * BLOCK;

    /** From so many heads a thread on, heads are not divided. */
    private static final int HEADS_PER_THREAD = 4;

    private AttentionShape shape = new AttentionShape(0, 0, 0, 0, 1, 1, false, 0);
    private int position;
    private AttentionMask mask = AttentionMask.NONE;
    private long q;
    private Strides qStrides = new Strides(0, 0, 0);
    private long k;
    private Strides kStrides = qStrides;
    private long v;
    private Strides vStrides = qStrides;
    private long out;
    private long logSumExp;
    private DropoutKey key = DropoutKey.NONE;
    private int chunks;
    private int chunk;
    private long call;

    private AttentionForward() {}

    static void run(
            WorkerPool pool,
            AttentionShape shape,
            int position,
            AttentionMask mask,
            long q,
            Strides qs,
            long k,
            Strides ks,
            long v,
            Strides vs,
            long out,
            long logSumExp,
            DropoutKey key) {
        AttentionForward task = OF_THREAD.get();
        task.shape = shape;
        task.position = position;
        task.mask = mask;
        task.q = q;
        task.qStrides = qs;
        task.k = k;
        task.kStrides = ks;
        task.v = v;
        task.vStrides = vs;
        task.out = out;
        task.logSumExp = logSumExp;
        task.key = key;
        task.call = CALLS.incrementAndGet();
        int heads = shape.batch() * shape.heads();
        boolean divide = pool.threads() > 1 && heads < HEADS_PER_THREAD * pool.threads();
        task.chunk = divide ? CHUNK : Math.max(1, shape.timeQ());
        task.chunks = (shape.timeQ() + task.chunk - 1) / task.chunk;
        pool.run(heads * task.chunks, task);
    }

    @Override
    public void run(int index) {
        int head = index / chunks;
        int b = head / shape.heads();
        int h = head % shape.heads();
        // With a causal mask the last queries see most: they come first.
        int from = (chunks - 1 - index % chunks) * chunk;
        int to = Math.min(from + chunk, shape.timeQ());
        int kh = h / shape.group();
        if (shape.timeQ() == 1) {
            AttentionDecode.run(
                    shape,
                    position,
                    mask.isPresent() ? mask.row(b, h, 0) : 0,
                    qStrides.address(q, b, h),
                    kStrides.address(k, b, kh),
                    kStrides.timeBytes(),
                    vStrides.address(v, b, kh),
                    vStrides.timeBytes(),
                    outRow(b, h, 0),
                    logSumExpOf(b, h, 0),
                    key,
                    shape.element(b, h, 0));
            if (mask.isPresent() && !AttentionPacking.isFinite(outRow(b, h, 0), shape.headDim())) {
                exactRow(b, h, 0);
            }
            return;
        }
        AttentionScratch scratch = AttentionScratch.ofThread();
        int keys = shape.visible(position, shape.timeQ() - 1);
        pack(scratch, b, kh, keys);
        if ((shape.causal() || mask.isPresent()) && !scratch.packedFinite) {
            for (int i = from; i < to; i++) {
                exactRow(b, h, i);
            }
            return;
        }
        for (int i = from; i < to; i += BLOCK) {
            block(scratch, b, h, i, Math.min(BLOCK, to - i), keys);
        }
    }

    /**
     * The result of a query, key by key. The other ways multiply hidden values by 0, which hides
     * numbers but not infinities and NaN.
     */
    private void exactRow(int b, int h, int i) {
        int kh = h / shape.group();
        ScalarAttention.forwardRow(
                shape,
                position,
                mask,
                b,
                h,
                i,
                qStrides.address(q, b, h) + i * qStrides.timeBytes(),
                kStrides.address(k, b, kh),
                kStrides.timeBytes(),
                vStrides.address(v, b, kh),
                vStrides.timeBytes(),
                outRow(b, h, i),
                logSumExpOf(b, h, i),
                key);
    }

    private long outRow(int b, int h, int i) {
        return out + 4L * (((long) b * shape.timeQ() + i) * shape.heads() + h) * shape.headDim();
    }

    private long logSumExpOf(int b, int h, int i) {
        return logSumExp + 4L * (((long) b * shape.heads() + h) * shape.timeQ() + i);
    }

    /** Packs the keys and values that any query of a head sees, unless this thread has them. */
    private void pack(AttentionScratch scratch, int b, int h, int keys) {
        int head = b * shape.keyHeads() + h;
        if (scratch.packedCall == call && scratch.packedHead == head) {
            return;
        }
        int dim = shape.headDim();
        scratch.keyTransposed =
                AttentionScratch.atLeast(
                        scratch.keyTransposed, AttentionPacking.paddedKeys(keys) * dim);
        scratch.value =
                AttentionScratch.atLeast(scratch.value, keys * AttentionPacking.padded(dim));
        AttentionPacking.transpose(
                kStrides.address(k, b, h),
                kStrides.timeBytes(),
                keys,
                dim,
                scratch.keyTransposed,
                scratch.transpose);
        scratch.packedFinite =
                AttentionPacking.columns(
                        vStrides.address(v, b, h),
                        vStrides.timeBytes(),
                        keys,
                        keys,
                        dim,
                        1f,
                        scratch.value);
        scratch.packedCall = call;
        scratch.packedHead = head;
    }

    /**
     * The results of {@code rows} queries from {@code i} on.
     *
     * @param packed how many keys are packed
     */
    private void block(AttentionScratch scratch, int b, int h, int i, int rows, int packed) {
        int dim = shape.headDim();
        int padded = AttentionPacking.padded(dim);
        int capacity = AttentionPacking.paddedRows(rows);
        int keys = shape.visible(position, i + rows - 1);
        int low = shape.firstKey(position, i) / PANEL * PANEL;
        // An odd number of vectors spreads the rows over the sets of the cache.
        int ld = AttentionPacking.paddedKeys(keys - low) + LANES;
        scratch.query = AttentionScratch.atLeast(scratch.query, capacity * padded);
        scratch.scores = AttentionScratch.atLeast(scratch.scores, capacity * ld);
        scratch.tile = AttentionScratch.atLeast(scratch.tile, ROWS * PANEL);
        scratch.roomForRows(BLOCK);
        AttentionPacking.columns(
                qStrides.address(q, b, h) + i * qStrides.timeBytes(),
                qStrides.timeBytes(),
                rows,
                capacity,
                dim,
                shape.scale(),
                scratch.query);
        for (int from = low; from < keys; from += PANEL) {
            for (int row = 0; row < rows; row += ROWS) {
                int visible = shape.visible(position, i + Math.min(row + ROWS, rows) - 1);
                if (from < visible && from + PANEL > shape.firstKey(position, i + row)) {
                    scores(scratch, row, capacity, from, visible - from, row * ld + from - low, ld);
                }
            }
        }
        for (int row = 0; mask.isPresent() && row < rows; row++) {
            AttentionMask.fill(
                    scratch.scores,
                    row * ld,
                    mask.row(b, h, i + row) + low,
                    keys - low,
                    Float.NEGATIVE_INFINITY);
        }
        AttentionSoftmax.rows(
                scratch.scores,
                ld,
                rows,
                shape,
                position,
                i,
                low,
                keys - low,
                scratch.rowLanes,
                scratch.rowSums,
                scratch.rowShifts);
        if (shape.dropoutRate() > 0) {
            scratch.mask =
                    AttentionScratch.atLeast(scratch.mask, AttentionDropout.size(shape.timeK()));
            AttentionSoftmax.drop(
                    scratch.scores,
                    ld,
                    rows,
                    shape,
                    position,
                    i,
                    low,
                    keys - low,
                    key,
                    scratch.mask,
                    shape.element(b, h, i));
        }
        for (int column = 0; column < padded; ) {
            int width = AttentionPacking.width(padded - column);
            for (int row = 0; row < rows; row += ROWS) {
                int last = Math.min(row + ROWS, rows) - 1;
                int start = shape.firstKey(position, i + row);
                AttentionTile.rows(
                        scratch.scores,
                        row * ld + start - low,
                        ld,
                        scratch.value,
                        packed * column + start * width,
                        shape.visible(position, i + last) - start,
                        scratch.tile,
                        0,
                        width,
                        false);
                store(scratch, row, last, column, width, outRow(b, h, i));
            }
            column += width;
        }
        for (int row = 0; row < rows; row++) {
            float sum = scratch.rowSums[row];
            NativeMemory.setFloat(
                    logSumExpOf(b, h, i + row), (float) (Math.log(sum) + scratch.rowShifts[row]));
        }
    }

    /**
     * A tile of scores: six queries by the panel of the keys from {@code from} on, or the half of
     * it if the queries see no more than that of its keys.
     */
    private void scores(
            AttentionScratch scratch,
            int row,
            int capacity,
            int from,
            int visible,
            int to,
            int ld) {
        int dim = shape.headDim();
        int padded = AttentionPacking.padded(dim);
        for (int column = 0; column < padded; ) {
            int width = AttentionPacking.width(padded - column);
            AttentionTile.scores(
                    scratch.query,
                    capacity * column + row * width,
                    width,
                    scratch.keyTransposed,
                    from * dim + column * PANEL,
                    Math.min(width, dim - column),
                    scratch.scores,
                    to,
                    ld,
                    visible <= 2 * LANES,
                    column > 0);
            column += width;
        }
    }

    /** Divides a tile of the result by the sums of its rows and stores it. */
    private void store(
            AttentionScratch scratch, int row, int last, int column, int width, long address) {
        int dim = shape.headDim();
        long rowBytes = 4L * shape.heads() * dim;
        for (int r = row; r <= last; r++) {
            float sum = scratch.rowSums[r];
            float factor = sum == 0f ? 1f : 1f / sum;
            for (int lane = 0; lane < width; lane += LANES) {
                FloatVector x =
                        FloatVector.fromArray(SPECIES, scratch.tile, (r - row) * width + lane)
                                .mul(factor);
                long to = address + r * rowBytes + 4L * (column + lane);
                if (column + lane + LANES <= dim) {
                    x.intoMemorySegment(ALL, to, ORDER);
                } else {
                    x.intoMemorySegment(ALL, to, ORDER, SPECIES.indexInRange(column + lane, dim));
                }
            }
        }
    }
}
