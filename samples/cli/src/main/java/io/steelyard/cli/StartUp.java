package io.steelyard.cli;

import java.util.Arrays;

/**
 * How a training gets up to speed, from the times at which its steps ended. Steady is the median of
 * the last quarter of the steps; the speed of 90 % is reached at the end of the first {@value
 * #WINDOW} steps in a row whose median is at most a ninth longer than that.
 *
 * @param firstNanos from the start to the end of the first step
 * @param fastNanos from the start to the end of the step with which 90 % of the steady speed are
 *     reached
 * @param fastStep that step
 * @param steadyNanos a step at steady speed
 */
record StartUp(long firstNanos, long fastNanos, int fastStep, long steadyNanos) {
    /** Steps that are taken together, since a single one may be disturbed. */
    static final int WINDOW = 5;

    private static final double PART = 0.9;

    /**
     * Of a training.
     *
     * @param ends when each step ended, in nanoseconds from the start; at least one
     */
    static StartUp of(long[] ends) {
        long[] steps = new long[ends.length];
        for (int i = 0; i < ends.length; i++) {
            steps[i] = ends[i] - (i == 0 ? 0 : ends[i - 1]);
        }
        long steady = median(steps, ends.length - Math.max(1, ends.length / 4), ends.length);
        int end = Math.min(WINDOW, ends.length);
        while (end < ends.length && median(steps, Math.max(0, end - WINDOW), end) * PART > steady) {
            end++;
        }
        return new StartUp(ends[0], ends[end - 1], end, steady);
    }

    private static long median(long[] values, int from, int to) {
        long[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
