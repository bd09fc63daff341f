package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.kernel.CopyKernels;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies elements between two places with strides of their own; in parts along the outermost axis.
 */
public final class CopyStep implements ParallelStep {
    private final Address out;
    private final Address in;
    private final int elementBytes;
    private final long[] outStrides;
    private final long[] inStrides;
    private final long rows;
    private final long rowsPerPart;
    private final int parts;
    private final int[] sizes;
    private final int[] lastSizes;

    private record Axis(long size, long out, long in) {}

    /**
     * A copy of {@code sizes} elements.
     *
     * @param outStrides elements to step over in the result for one step along each axis
     * @param inStrides likewise in the operand; 0 repeats
     */
    public CopyStep(
            Address out,
            long[] outStrides,
            Address in,
            long[] inStrides,
            long[] sizes,
            int elementBytes) {
        this.out = out;
        this.in = in;
        this.elementBytes = elementBytes;
        List<Axis> axes = joined(sizes, outStrides, inStrides);
        int rank = axes.size();
        this.outStrides = axes.stream().mapToLong(Axis::out).toArray();
        this.inStrides = axes.stream().mapToLong(Axis::in).toArray();
        rows = axes.getFirst().size();
        long perRow = axes.stream().skip(1).mapToLong(Axis::size).reduce(1, (a, b) -> a * b);
        rowsPerPart = ParallelStep.rowsPerPart(perRow);
        parts = ParallelStep.partsOfRows(rows, perRow);
        this.sizes = new int[rank];
        for (int i = 1; i < rank; i++) {
            this.sizes[i] = Math.toIntExact(axes.get(i).size());
        }
        this.sizes[0] = Math.toIntExact(Math.min(rows, rowsPerPart));
        lastSizes = this.sizes.clone();
        lastSizes[0] = Math.toIntExact(rows - (parts - 1) * rowsPerPart);
    }

    /** Axes of size 1 left out, and neighbours that lie evenly in both places made one. */
    private static List<Axis> joined(long[] sizes, long[] outStrides, long[] inStrides) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 1) {
                continue;
            }
            Axis axis = new Axis(sizes[i], outStrides[i], inStrides[i]);
            Axis outer = axes.isEmpty() ? null : axes.getLast();
            if (outer != null
                    && outer.out() == axis.out() * axis.size()
                    && outer.in() == axis.in() * axis.size()) {
                axes.removeLast();
                axis = new Axis(outer.size() * axis.size(), axis.out(), axis.in());
            }
            axes.add(axis);
        }
        if (axes.isEmpty()) {
            axes.add(new Axis(1, 1, 1));
        }
        return axes;
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public int parts() {
        return parts;
    }

    @Override
    public void part(Frame frame, int index) {
        long row = index * rowsPerPart;
        CopyKernels.copy(
                frame.at(out) + row * outStrides[0] * elementBytes,
                frame.at(in) + row * inStrides[0] * elementBytes,
                index == parts - 1 ? lastSizes : sizes,
                outStrides,
                inStrides,
                elementBytes);
    }
}
