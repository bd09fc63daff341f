package io.steelyard.reference.internal.run;

import java.util.List;

/**
 * Runs steps of their own a number of times. What they compute with are the entries of a frame of
 * their own: each lies at one place all the time, or moves on from one time to the next. Allocates
 * that frame.
 */
public final class LoopStep implements Step {
    private final Step[] steps;
    private final Bound[] entries;
    private final Address arena;
    private final Address constants;
    private final long length;
    private final boolean reverse;

    /**
     * Where an entry lies.
     *
     * @param address at index 0
     * @param bytes from one index to the next
     */
    public record Bound(Address address, long bytes) {}

    /**
     * A loop over the indices {@code [0, length)}.
     *
     * @param arena the buffers of the steps
     * @param constants the first of the constants of the steps
     * @param reverse whether the last index comes first
     */
    public LoopStep(
            List<Step> steps,
            List<Bound> entries,
            Address arena,
            Address constants,
            long length,
            boolean reverse) {
        this.steps = steps.toArray(Step[]::new);
        this.entries = entries.toArray(Bound[]::new);
        this.arena = arena;
        this.constants = constants;
        this.length = length;
        this.reverse = reverse;
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public void run(Frame frame) {
        Frame inner = frame.inner(frame.at(arena), frame.at(constants), entries.length);
        for (long i = 0; i < length; i++) {
            long index = reverse ? length - 1 - i : i;
            for (int entry = 0; entry < entries.length; entry++) {
                Bound bound = entries[entry];
                inner.bind(entry, frame.at(bound.address()) + index * bound.bytes());
            }
            for (Step step : steps) {
                step.run(inner);
            }
        }
    }

    @Override
    public long kernels() {
        long each = 0;
        for (Step step : steps) {
            each += step.kernels();
        }
        return length * each;
    }
}
