package io.steelyard.reference.internal.run;

import io.steelyard.program.ReduceKind;
import io.steelyard.reference.internal.kernel.IntReduceKernels;
import io.steelyard.reference.internal.kernel.ReduceKernels;
import io.steelyard.tensor.DType;

/** Joins the middle axis of dense {@code [outer, middle, inner]}; parts are ranges of results. */
public record ReduceStep(
        ReduceKind kind, DType dtype, Address out, Address in, long outer, long middle, long inner)
        implements ParallelStep {
    /** Whole cache lines, so that two threads do not write one. */
    private static final long COLUMNS = 64;

    private long columnParts() {
        return (inner + COLUMNS - 1) / COLUMNS;
    }

    /**
     * Whether a part is a range of inner indices; with several outer ones it is a range of these.
     */
    private boolean byColumns() {
        return inner > 1 && outer == 1 && dtype != DType.BOOL;
    }

    @Override
    public int parts() {
        return byColumns()
                ? Math.toIntExact(columnParts())
                : ParallelStep.partsOfRows(outer, middle * inner);
    }

    @Override
    public void part(Frame frame, int index) {
        if (byColumns()) {
            long column = index * COLUMNS;
            long end = Math.min(inner, column + COLUMNS);
            middle(frame.at(out), frame.at(in), 1, column, end);
            return;
        }
        long perPart = ParallelStep.rowsPerPart(middle * inner);
        long from = index * perPart;
        long to = Math.min(outer, from + perPart);
        int bytes = dtype.bytes();
        if (inner == 1) {
            rows(frame.at(out), frame.at(in), from, to);
        } else {
            middle(
                    frame.at(out) + from * inner * bytes,
                    frame.at(in) + from * middle * inner * bytes,
                    to - from,
                    0,
                    inner);
        }
    }

    private void rows(long to, long from, long first, long last) {
        boolean floats = dtype == DType.F32;
        switch (kind) {
            case SUM -> {
                if (floats) {
                    ReduceKernels.sumRows(to, from, middle, first, last);
                } else {
                    IntReduceKernels.sumRows(to, from, middle, first, last);
                }
            }
            case MAX -> {
                if (floats) {
                    ReduceKernels.maxRows(to, from, middle, first, last);
                } else {
                    IntReduceKernels.maxRows(to, from, middle, first, last);
                }
            }
            case MIN -> {
                if (floats) {
                    ReduceKernels.minRows(to, from, middle, first, last);
                } else {
                    IntReduceKernels.minRows(to, from, middle, first, last);
                }
            }
            case AND -> IntReduceKernels.andRows(to, from, middle, first, last);
            case OR -> IntReduceKernels.orRows(to, from, middle, first, last);
        }
    }

    private void middle(long to, long from, long blocks, long first, long last) {
        boolean floats = dtype == DType.F32;
        switch (kind) {
            case SUM -> {
                if (floats) {
                    ReduceKernels.sumMiddle(to, from, blocks, middle, inner, first, last);
                } else {
                    IntReduceKernels.sumMiddle(to, from, blocks, middle, inner, first, last);
                }
            }
            case MAX -> {
                if (floats) {
                    ReduceKernels.maxMiddle(to, from, blocks, middle, inner, first, last);
                } else {
                    IntReduceKernels.maxMiddle(to, from, blocks, middle, inner, first, last);
                }
            }
            case MIN -> {
                if (floats) {
                    ReduceKernels.minMiddle(to, from, blocks, middle, inner, first, last);
                } else {
                    IntReduceKernels.minMiddle(to, from, blocks, middle, inner, first, last);
                }
            }
            case AND -> IntReduceKernels.andMiddle(to, from, blocks, middle, inner);
            case OR -> IntReduceKernels.orMiddle(to, from, blocks, middle, inner);
        }
    }
}
