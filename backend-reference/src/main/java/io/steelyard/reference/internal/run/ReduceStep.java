package io.steelyard.reference.internal.run;

import io.steelyard.program.ReduceKind;
import io.steelyard.tensor.DType;

/** Joins the middle axis of dense {@code [outer, middle, inner]}; parts are ranges of results. */
public record ReduceStep(
        ReduceKind kind, DType dtype, Address out, Address in, long outer, long middle, long inner)
        implements ParallelStep {
    private static final long COLUMNS = 128;

    private long columnParts() {
        return (inner + COLUMNS - 1) / COLUMNS;
    }

    @Override
    public int parts() {
        return inner == 1
                ? ParallelStep.partsOfRows(outer, middle)
                : Math.toIntExact(outer * columnParts());
    }

    @Override
    public void part(Frame frame, int index) {
        int bytes = dtype.bytes();
        if (inner == 1) {
            long perPart = ParallelStep.rowsPerPart(middle);
            long end = Math.min(outer, (index + 1) * perPart);
            for (long row = index * perPart; row < end; row++) {
                reduce(frame.at(out) + row * bytes, frame.at(in) + row * middle * bytes, 1);
            }
        } else {
            long block = index / columnParts();
            long column = index % columnParts() * COLUMNS;
            reduce(
                    frame.at(out) + (block * inner + column) * bytes,
                    frame.at(in) + (block * middle * inner + column) * bytes,
                    Math.min(COLUMNS, inner - column));
        }
    }

    private void reduce(long to, long from, long count) {
        switch (dtype) {
            case F32 -> PlainKernels.reduceFloats(kind, to, from, middle, inner, count);
            case I32 -> PlainKernels.reduceInts(kind, to, from, middle, inner, count);
            default -> PlainKernels.reduceBooleans(kind, to, from, middle, inner, count);
        }
    }
}
