package io.steelyard.train;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the time of a training in this process goes: how often, how long at the median and at the
 * 90th percentile, and how long in all. Every time counts, in bins one percent wide, so that its
 * memory is bounded and a percentile is right to half a percent. Compiling is not in them. Not safe
 * for use from several threads.
 */
public final class StepTimes {
    /** What is timed. */
    public enum Part {
        /** Waiting for the batches of a step. */
        DATA,
        /** A step: forward, backward and update, with reading its loss. */
        STEP,
        /**
         * The gradients of a step, as the function of {@link Trainer#inspectEvery} computes them.
         */
        FORWARD_BACKWARD,
        /** The rest of a step that was inspected: its time less that of its gradients. */
        UPDATE,
        /** A validation. */
        VALIDATION,
        /** Writing a checkpoint. */
        CHECKPOINT
    }

    /**
     * The times of a part.
     *
     * @param count how often
     * @param median half of them are at most so long
     * @param p90 nine of ten are at most so long
     * @param total all together
     */
    public record Summary(long count, Duration median, Duration p90, Duration total) {}

    private final Map<Part, Durations> parts = new EnumMap<>(Part.class);

    /** Adds a time; one below 0, as a difference of two may be, counts as 0. */
    public void add(Part part, long nanos) {
        parts.computeIfAbsent(part, _ -> new Durations()).add(Math.max(0, nanos));
    }

    /** The times of a part; empty when there was none. */
    public Optional<Summary> summary(Part part) {
        return Optional.ofNullable(parts.get(part)).map(Durations::summary);
    }

    /** A histogram with bins whose bounds are powers of {@link #WIDTH}, in nanoseconds. */
    private static final class Durations {
        private static final double WIDTH = 1.01;

        // Bin 0 is below a nanosecond; the longest time that fits a long ends up in bin 4389.
        private final long[] bins = new long[4_400];
        private long count;
        private double total;

        void add(long nanos) {
            bins[nanos == 0 ? 0 : 1 + (int) (Math.log(nanos) / Math.log(WIDTH))]++;
            count++;
            total += nanos;
        }

        Summary summary() {
            return new Summary(
                    count, percentile(0.5), percentile(0.9), Duration.ofNanos((long) total));
        }

        /** The smallest time that so large a part of the times does not exceed. */
        private Duration percentile(double part) {
            long rank = Math.max(1, (long) Math.ceil(part * count));
            int bin = 0;
            for (long seen = bins[0]; seen < rank; seen += bins[bin]) {
                bin++;
            }
            // The middle of the bin, by ratio.
            double nanos = bin == 0 ? 0 : Math.pow(WIDTH, bin - 0.5);
            return Duration.ofNanos(Math.round(nanos));
        }
    }
}
