package io.steelyard.spi;

import io.steelyard.program.Cost;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the time of a compiled function's runs went. Every nanosecond of a run belongs to exactly
 * one entry, so the times of the entries add up to {@code nanos}.
 *
 * @param function its name
 * @param runs how many there were
 * @param nanos wall-clock time of all runs together
 * @param entries one for each kernel call of the program, in its order, and those for what a run
 *     does besides
 * @param lastRun the kernel calls of the last run in the order in which they began; none of a run
 *     that made very many of them
 */
public record ExecutionProfile(
        String function, long runs, long nanos, List<Entry> entries, List<Event> lastRun) {
    /**
     * A place in the program where a kernel is called.
     *
     * @param kernel its name: {@code matmul}, {@code fused}
     * @param operations of the program that the call computes, or that it is made for: {@code [mul,
     *     add, tanh]}
     * @param scopes of these operations, each once, in their order; none where they have none
     * @param shapes what is read and written, in words: {@code f32[48,16], f32[16,4] -> f32[48,4]}
     * @param calls how often it was called in all runs together
     * @param nanos time of all calls together, without that of calls within them, which are entries
     *     of their own
     * @param leastNanos of the shortest call: what it takes where nothing else keeps the machine
     *     busy; 0 where there was none
     * @param cost of one call: arithmetic as {@link io.steelyard.program.CostModel} counts it, and
     *     what lies in the memory that is read and written
     */
    public record Entry(
            String kernel,
            List<String> operations,
            List<String> scopes,
            String shapes,
            long calls,
            long nanos,
            long leastNanos,
            Cost cost) {
        public Entry {
            operations = List.copyOf(operations);
            scopes = List.copyOf(scopes);
        }

        /** The cost of all calls together. */
        public Cost totalCost() {
            return cost.times(calls);
        }
    }

    /**
     * A call in a run.
     *
     * @param entry its position among the entries
     * @param startNanos from the beginning of the run
     * @param nanos that it took, with the calls within it
     */
    public record Event(int entry, long startNanos, long nanos) {}

    public ExecutionProfile {
        entries = List.copyOf(entries);
        lastRun = List.copyOf(lastRun);
    }

    /**
     * The part of this profile that came after an earlier one of the same executable: how a warm-up
     * is left out. The shortest call is that of both parts.
     */
    public ExecutionProfile since(ExecutionProfile earlier) {
        List<Entry> rest = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Entry now = entries.get(i);
            Entry before = earlier.entries.get(i);
            rest.add(
                    new Entry(
                            now.kernel,
                            now.operations,
                            now.scopes,
                            now.shapes,
                            now.calls - before.calls,
                            now.nanos - before.nanos,
                            now.leastNanos,
                            now.cost));
        }
        return new ExecutionProfile(
                function, runs - earlier.runs, nanos - earlier.nanos, rest, lastRun);
    }
}
