package io.steelyard.reference.internal.run;

import java.util.Arrays;

/**
 * The times of one run: a stopwatch for each call site, of which those of calls within calls stop
 * the outer ones, and the calls one by one. For the thread that runs.
 */
final class Timings {
    /** As many calls as are kept one by one; those of a run that makes more are not. */
    static final int MOST_EVENTS = 100_000;

    private static final int LEAST_ROOM = 64;
    private static final int NO_EVENT = -1;

    final long[] calls;
    final long[] nanos;
    final long[] least;

    // One element for each call that has begun and not ended.
    private int[] site = new int[LEAST_ROOM];
    private int[] event = new int[LEAST_ROOM];
    private long[] start = new long[LEAST_ROOM];
    private long[] within = new long[LEAST_ROOM];
    private int depth;

    private long allCalls;
    private int[] eventSite = new int[LEAST_ROOM];
    private long[] eventStart = new long[LEAST_ROOM];
    private long[] eventNanos = new long[LEAST_ROOM];

    Timings(int sites) {
        calls = new long[sites];
        nanos = new long[sites];
        least = new long[sites];
        Arrays.fill(least, Long.MAX_VALUE);
    }

    /** A call begins, within the one that began last. */
    void begin(int callSite) {
        if (depth == site.length) {
            site = Arrays.copyOf(site, 2 * depth);
            event = Arrays.copyOf(event, 2 * depth);
            start = Arrays.copyOf(start, 2 * depth);
            within = Arrays.copyOf(within, 2 * depth);
        }
        site[depth] = callSite;
        event[depth] = allCalls < MOST_EVENTS ? newEvent(callSite) : NO_EVENT;
        within[depth] = 0;
        allCalls++;
        start[depth++] = System.nanoTime();
    }

    private int newEvent(int callSite) {
        int index = (int) allCalls;
        if (index == eventSite.length) {
            eventSite = Arrays.copyOf(eventSite, 2 * index);
            eventStart = Arrays.copyOf(eventStart, 2 * index);
            eventNanos = Arrays.copyOf(eventNanos, 2 * index);
        }
        eventSite[index] = callSite;
        return index;
    }

    /** The call that began last ends. */
    void end() {
        long now = System.nanoTime();
        depth--;
        long took = now - start[depth];
        int callSite = site[depth];
        long alone = took - within[depth];
        calls[callSite]++;
        nanos[callSite] += alone;
        least[callSite] = Math.min(least[callSite], alone);
        if (depth > 0) {
            within[depth - 1] += took;
        }
        if (event[depth] != NO_EVENT) {
            eventStart[event[depth]] = start[depth];
            eventNanos[event[depth]] = took;
        }
    }

    /** How many calls are kept one by one, in the order in which they began. */
    int events() {
        return allCalls > MOST_EVENTS ? 0 : (int) allCalls;
    }

    int eventSite(int index) {
        return eventSite[index];
    }

    /** Nanoseconds from the beginning of the first call. */
    long eventStart(int index) {
        return eventStart[index] - eventStart[0];
    }

    long eventNanos(int index) {
        return eventNanos[index];
    }
}
