package io.steelyard.reference.internal.run;

import java.util.List;

/**
 * Steps that have nothing to do with each other, as one: threads take parts of the next one before
 * all of those of the last one are done, and wait for each other once.
 */
public final class SideBySideStep implements ParallelStep {
    private final ParallelStep[] steps;

    /** The number of the first part of each step, and of all parts at the end. */
    private final int[] firstPart;

    /** Steps none of which reads or writes what another one writes. */
    public SideBySideStep(List<ParallelStep> steps) {
        this.steps = steps.toArray(ParallelStep[]::new);
        firstPart = new int[steps.size() + 1];
        for (int i = 0; i < this.steps.length; i++) {
            firstPart[i + 1] = Math.addExact(firstPart[i], this.steps[i].parts());
        }
    }

    @Override
    public String name() {
        return "side by side";
    }

    @Override
    public long kernels() {
        return steps.length;
    }

    @Override
    public int parts() {
        return firstPart[steps.length];
    }

    @Override
    public void part(Frame frame, int index) {
        int low = 0;
        int high = steps.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstPart[middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        steps[low].part(frame, index - firstPart[low]);
    }
}
