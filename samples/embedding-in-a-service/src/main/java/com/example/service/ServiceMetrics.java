package com.example.service;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Requests, failures, latencies and what is in flight, as Prometheus reads them (text format
 * 0.0.4). Safe for use from many threads.
 */
final class ServiceMetrics {
    /** Upper bounds of the latencies' buckets in seconds; above the last one is one more bucket. */
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
    };

    private final Map<Integer, LongAdder> failures = new ConcurrentHashMap<>();
    private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder nanoseconds = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** A request has come. */
    void begin() {
        inFlight.incrementAndGet();
    }

    /** It was answered. */
    void end(int status, long duration) {
        inFlight.decrementAndGet();
        nanoseconds.add(duration);
        int bucket = 0;
        while (bucket < BOUNDS.length && duration > BOUNDS[bucket] * 1e9) {
            bucket++;
        }
        buckets.incrementAndGet(bucket);
        if (status >= 400) {
            failures.computeIfAbsent(status, _ -> new LongAdder()).increment();
        }
    }

    /**
     * @param waiting requests in the queue
     */
    String text(int waiting) {
        StringBuilder text = new StringBuilder();
        head(text, "predict_waiting", "gauge", "Requests that wait for a worker.");
        text.append("predict_waiting ").append(waiting).append('\n');
        head(text, "predict_in_flight", "gauge", "Requests that wait or are computed.");
        text.append("predict_in_flight ").append(inFlight).append('\n');
        head(text, "predict_failures_total", "counter", "Requests without a prediction.");
        new TreeMap<>(failures)
                .forEach(
                        (status, count) ->
                                text.append("predict_failures_total{status=\"")
                                        .append(status)
                                        .append("\"} ")
                                        .append(count)
                                        .append('\n'));
        head(text, "predict_seconds", "histogram", "Time from request to answer.");
        long total = 0;
        for (int i = 0; i <= BOUNDS.length; i++) {
            total += buckets.get(i);
            String bound = i == BOUNDS.length ? "+Inf" : Double.toString(BOUNDS[i]);
            text.append("predict_seconds_bucket{le=\"").append(bound).append("\"} ");
            text.append(total).append('\n');
        }
        text.append(String.format(Locale.ROOT, "predict_seconds_sum %.9f\n", seconds()));
        text.append("predict_seconds_count ").append(total).append('\n');
        head(text, "predict_requests_total", "counter", "Requests that were answered.");
        return text.append("predict_requests_total ").append(total).append('\n').toString();
    }

    private double seconds() {
        return nanoseconds.sum() / 1e9;
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
