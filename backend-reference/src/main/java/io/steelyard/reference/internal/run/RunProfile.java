package io.steelyard.reference.internal.run;

import io.steelyard.spi.ExecutionProfile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Adds up the times of the runs of a program. Besides its call sites there are those of every run:
 * inputs, outputs, and what is in no other.
 *
 * <p>Safe for use from several threads.
 */
final class RunProfile {
    private static final List<CallSite> OF_EVERY_RUN =
            Stream.of("run", "inputs", "outputs").map(CallSite::of).toList();

    private final String function;
    private final List<CallSite> sites;
    private final int first;
    private final long[] calls;
    private final long[] nanos;
    private final long[] least;
    private long runs;
    private @Nullable Timings last;

    RunProfile(String function, List<CallSite> ofSteps) {
        this.function = function;
        this.sites = Stream.concat(ofSteps.stream(), OF_EVERY_RUN.stream()).toList();
        first = ofSteps.size();
        calls = new long[sites.size()];
        nanos = new long[sites.size()];
        least = new long[sites.size()];
        Arrays.fill(least, Long.MAX_VALUE);
    }

    Timings newRun() {
        return new Timings(sites.size());
    }

    /** The call site of a run as a whole. */
    int run() {
        return first;
    }

    /** The call site of copying the inputs. */
    int inputs() {
        return first + 1;
    }

    /** The call site of copying the outputs. */
    int outputs() {
        return first + 2;
    }

    /** Counts a run that has ended. */
    synchronized void add(Timings run) {
        for (int i = 0; i < calls.length; i++) {
            calls[i] += run.calls[i];
            nanos[i] += run.nanos[i];
            least[i] = Math.min(least[i], run.least[i]);
        }
        runs++;
        last = run;
    }

    synchronized ExecutionProfile profile() {
        List<ExecutionProfile.Entry> entries = new ArrayList<>(sites.size());
        long total = 0;
        for (int i = 0; i < sites.size(); i++) {
            CallSite site = sites.get(i);
            total += nanos[i];
            entries.add(
                    new ExecutionProfile.Entry(
                            site.kernel(),
                            site.operations(),
                            site.scopes(),
                            site.shapes(),
                            calls[i],
                            nanos[i],
                            calls[i] == 0 ? 0 : least[i],
                            site.cost()));
        }
        return new ExecutionProfile(function, runs, total, entries, lastRun());
    }

    private List<ExecutionProfile.Event> lastRun() {
        List<ExecutionProfile.Event> events = new ArrayList<>();
        if (last != null) {
            for (int i = 0; i < last.events(); i++) {
                events.add(
                        new ExecutionProfile.Event(
                                last.eventSite(i), last.eventStart(i), last.eventNanos(i)));
            }
        }
        return events;
    }
}
